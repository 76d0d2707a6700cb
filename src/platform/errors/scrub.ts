/** An error without what it may quote: names, addresses, ids, tokens, values of rows, bodies. */
export type ScrubbedError = {
  /** Its class and code: `TypeError`, `Error ECONNREFUSED`, `PostgreSQL 23505 users_email_key`. */
  kind: string;
  /** Its words, with … for everything that may have come from outside. */
  message: string;
  /** Innermost first: `function (src/features/x.ts:12:5)`. */
  stack: string[];
  /** The innermost function of the program's own code, without its line; null in a bundle, whose names change with each build. */
  place: string | null;
};

/** An error by its own words. */
export type DescribedError = { name: string; message: string; stack: string };

const mostFrames = 30;
const mostMessageChars = 500;
const left = "…";

/**
 * What is known of an unexpected error and may be kept. Of an error of the database these are its code and the names of its
 * constraint and table, as in the log (`platform/log/log.ts`).
 */
export function scrubError(thrown: unknown): ScrubbedError {
  if (!(thrown instanceof Error)) return { kind: `thrown ${typeof thrown}`, message: "", stack: [], place: null };
  const { cause } = thrown;
  const because = cause instanceof Error ? ` (${kindOf(cause)}: ${scrubWords(cause.message)})` : "";
  const stack = framesOf(thrown.stack ?? "");
  return {
    kind: kindOf(thrown),
    message: `${scrubWords(thrown.message)}${because}`.slice(0, mostMessageChars),
    stack,
    place: placeOf(stack),
  };
}

/** As `scrubError`, of an error that was described by a browser. */
export function scrubDescribed(described: DescribedError): ScrubbedError {
  const stack = framesOf(described.stack);
  return {
    kind: isName(described.name) ? described.name : "Error",
    message: scrubWords(described.message),
    stack,
    place: placeOf(stack),
  };
}

function kindOf(error: Error): string {
  const parts = ["severity" in error && error.name === "error" ? "PostgreSQL" : error.name];
  for (const field of ["code", "constraint", "table"] as const) {
    const value: unknown = Reflect.get(error, field);
    if (typeof value === "string") parts.push(value);
  }
  return parts.filter(isName).join(" ").slice(0, 100) || "Error";
}

function isName(text: string): boolean {
  return /^\w{1,60}$/.test(text);
}

/** Words that are in capitals or have one, and are of the trade. */
const known = new Set(
  "API BEGIN COMMIT CSV GET HTTP HTTPS JSON PATCH POST PUT DELETE PDF PostgreSQL React Redis ROLLBACK SMTP SQL SSL TLS URL UTF XML ZIP".split(
    " ",
  ),
);

/** At the start of a message, where a name may stand too. */
const opening = new Set(
  "A An And At Bad Can Cannot Client Connection Could Every Expected Failed Hydration Illegal Invalid It Loading Maximum Minified Missing Network No Not Nothing Object One Only Received Request ResizeObserver Script Server Socket Something Text The There This Timeout Too Unable Unexpected Unknown Unsupported Unterminated Use Value Wrong".split(
    " ",
  ),
);

/**
 * The words of a message that its author wrote, as far as that can be seen: quoted text goes, and each word with a digit, a
 * capital, a mark within or a letter beyond ASCII. Statuses of HTTP stay.
 */
function scrubWords(message: string): string {
  const text = message.slice(0, 2_000).trim();
  // Errors of Zod are JSON, whose keys and paths may be ids.
  if (text.startsWith("[") || text.startsWith("{")) return left;
  const words = withoutQuoted(text).split(/\s/).filter(Boolean).map(scrubWord);
  return words.filter((word, index) => word !== left || words[index - 1] !== left).join(" ");
}

const closing: Readonly<Record<string, string>> = { '"': '"', "'": "'", "`": "`", "“": "”", "«": "»" };

function withoutQuoted(text: string): string {
  let kept = "";
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? "";
    const close = closing[char];
    // An apostrophe stands within a word.
    if (close === undefined || (char === "'" && /\w/.test(text[at - 1] ?? ""))) {
      kept += char;
      continue;
    }
    const end = text.indexOf(close, at + 1);
    kept += left;
    if (end < 0) break;
    at = end;
  }
  return kept;
}

const around = "()[]{}<>.,;:!?";

function scrubWord(word: string, index: number): string {
  let from = 0;
  let to = word.length;
  while (from < to && around.includes(word[from] ?? "")) from += 1;
  while (to > from && around.includes(word[to - 1] ?? "")) to -= 1;
  const core = word.slice(from, to);
  const stays =
    /^[a-z]+(?:['’-][a-z]+)*$/.test(core) ||
    /^[45]\d\d$/.test(core) ||
    /^E[A-Z]{3,20}$/.test(core) ||
    known.has(core) ||
    (index === 0 && opening.has(core)) ||
    /^[-=–&+|/]{0,3}$/.test(core);
  return `${word.slice(0, from)}${stays ? core : left}${word.slice(to)}`;
}

function framesOf(stack: string): string[] {
  return stack
    .slice(0, 20_000)
    .split("\n")
    .map((line) => frameOf(line.trim()))
    .filter((frame) => frame !== undefined)
    .slice(0, mostFrames);
}

/** Of V8: `at name (place)` or `at place`; of Firefox and Safari: `name@place`. */
function frameOf(line: string): string | undefined {
  const isV8 = line.startsWith("at ");
  const split = isV8 ? line.lastIndexOf(" (") : line.indexOf("@");
  if (!isV8 && split < 0) return undefined;
  const name = split < 0 ? "" : line.slice(isV8 ? 3 : 0, split);
  const place = line.slice(split < 0 ? 3 : split + (isV8 ? 2 : 1), isV8 && split >= 0 ? -1 : undefined);
  const own = ownPath(place);
  if (own === undefined) return undefined;
  return `${/^[\w$.<> [\]#/*]{1,80}$/.test(name) ? name : "anonymous"} (${own})`;
}

/** A path within the program or its libraries, with line and column; nothing of the machine, nor of an address. */
function ownPath(place: string): string | undefined {
  const position = /(?::\d{1,7}){1,2}$/.exec(place)?.[0];
  if (position === undefined) return undefined;
  const whole = place.slice(0, -position.length).split(/[?#]/)[0] ?? "";
  const file = whole.replace(/^file:\/\//, "");
  const within = file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file;
  const path = folders.map((folder) => from(within, folder)).find((found) => found !== undefined);
  if (path !== undefined && /^[\w.@+()[\]~%/-]{1,180}$/.test(path)) return `${path}${position}`;
  return /^node:[\w/]{1,80}$/.test(whole) ? `${whole}${position}` : undefined;
}

const root = process.cwd();
const folders = ["node_modules/", ".next/", "_next/", "src/"];

/** From the last folder of this name on. */
function from(path: string, folder: string): string | undefined {
  if (path.startsWith(folder)) return path;
  const at = path.lastIndexOf(`/${folder}`);
  return at < 0 ? undefined : path.slice(at + 1);
}

function placeOf(stack: readonly string[]): string | null {
  const own = stack.find((frame) => frame.includes("(src/"));
  return own === undefined ? null : own.replace(/(?::\d{1,7}){1,2}\)$/, ")");
}
