/**
 * The answers that this page has had, with their ETags, in memory alone: the server is asked each time, and does not send
 * again what did not change. They go with the page, with the person, and the longest unused first.
 */
export type KnownAnswer = { etag: string; text: string };

/** Characters of all together; an answer of a quarter of that would leave little of the others. */
const mostCharacters = 4_000_000;
const mostOfOne = mostCharacters / 4;

const known = new Map<string, KnownAnswer>();
let characters = 0;

export function knownAnswer(path: string): KnownAnswer | undefined {
  const answer = known.get(path);
  if (!answer) return undefined;
  known.delete(path);
  known.set(path, answer);
  return answer;
}

/** Notes what the browser itself may not keep; the others are in its own cache. */
export function noteAnswer(path: string, headers: Headers, text: string): void {
  forget(path);
  const etag = headers.get("etag");
  if (etag === null || !headers.get("cache-control")?.includes("no-store") || text.length > mostOfOne) return;
  known.set(path, { etag, text });
  characters += text.length;
  for (const oldest of known.keys()) {
    if (characters <= mostCharacters) return;
    forget(oldest);
  }
}

export function forgetAnswers(): void {
  known.clear();
  characters = 0;
}

function forget(path: string): void {
  characters -= known.get(path)?.text.length ?? 0;
  known.delete(path);
}
