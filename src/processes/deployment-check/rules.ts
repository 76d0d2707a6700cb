/** Pure decisions of `npm run check:deployment`: what an answer from outside has to be like. Each returns a fault, or null. */

const maxSkewMs = 5_000;
/** Half a year, below which browsers' lists take no name. */
const leastHstsSeconds = 15_768_000;

/**
 * How far the server's clock is from ours, in milliseconds; 0 where they agree. A Date header names a whole second, at some
 * moment between the question and the answer.
 */
export function skewMs(date: string | null, asked: { startedAt: number; endedAt: number }): number | undefined {
  const earliest = Date.parse(date ?? "");
  if (Number.isNaN(earliest)) return undefined;
  const latest = earliest + 999;
  if (earliest > asked.endedAt) return earliest - asked.endedAt;
  if (latest < asked.startedAt) return latest - asked.startedAt;
  return 0;
}

export function clockFault(skew: number | undefined): string | null {
  if (skew === undefined) return "the answer has no Date header";
  if (Math.abs(skew) <= maxSkewMs) return null;
  return `the server's clock is ${Math.round(Math.abs(skew) / 1000)} s ${skew > 0 ? "ahead of" : "behind"} this machine's`;
}

export function hstsFault(header: string | null): string | null {
  if (header === null) return "there is no Strict-Transport-Security";
  const [, seconds = "0"] = /(?:^|;)[ ]?max-age="?(\d{1,12})/i.exec(header) ?? [];
  return Number(seconds) >= leastHstsSeconds ? null : "Strict-Transport-Security holds for less than half a year";
}

/** The nonce by which a policy lets scripts run. */
export function nonceOf(policy: string | null): string | undefined {
  return /'nonce-([\w+/=-]{8,100})'/.exec(scriptSources(policy ?? ""))?.[1];
}

/** @param pages the same page, asked for twice */
export function policyFault(pages: readonly { policy: string | null; html: string }[]): string | null {
  const nonces = pages.map(({ policy }) => nonceOf(policy));
  if (nonces.includes(undefined)) return "pages have no Content-Security-Policy with a nonce";
  if (new Set(nonces).size < pages.length) return "two pages have the same nonce: something keeps pages";
  const isOpen = pages.some(({ policy }) => /'unsafe-(inline|eval)'/.test(scriptSources(policy ?? "")));
  if (isOpen) return "the policy lets any script of the page run";
  const own = pages.every(({ html }, index) => {
    const scripts = [...html.matchAll(/<script\b[^<>]*\bnonce="([^"<>]*)"/g)].map(([, nonce]) => nonce);
    return scripts.length > 0 && scripts.every((nonce) => nonce === nonces[index]);
  });
  return own ? null : "the scripts of the page do not have the nonce of its policy";
}

function scriptSources(policy: string): string {
  return policy.split(";").find((part) => part.trim().startsWith("script-src ")) ?? "";
}

/** Whether the answer repeats something that the client claimed in place of the server. */
export function forgedFault(answer: { headers: Headers; text: string }, mark: string): string | null {
  const named = [...answer.headers].find(([, value]) => value.includes(mark));
  if (named) return `the header ${named[0]} repeats what the client claimed`;
  return answer.text.includes(mark) ? "the page repeats what the client claimed" : null;
}

/** @param rows as PostgREST answers, or whatever else it sent */
export function rowsOf(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
