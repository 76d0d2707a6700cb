import type { AuditFault } from "#src/platform/db/tables/audit.ts";

/** The last seal of a chain; number 0 without a hash where nothing is sealed yet. */
export type Head = { number: number; hash: string | null };

/** The previous hash of a chain's first seal. */
export const origin = "0".repeat(64);

/** What is known of a chain from elsewhere: hashes by number of the seal. A chain that is made anew does not have them. */
export type Marks = ReadonlyMap<number, string>;

/** What following a chain found: how many entries fit, where it ends, and the first that does not fit. */
export type Followed = { entries: number; head: Head; fault: AuditFault | null };

/**
 * Rows arrive a little out of order: a transaction may take minutes to commit, and nothing takes an hour. An entry that
 * claims to be an hour older than what was sealed before it was written later than it says.
 */
export const latestArrivalMs = 60 * 60_000;

/** The fault of a chain that fits in itself but is not the one that was noted elsewhere, or undefined. */
export function againstMarks(
  log: AuditFault["log"],
  { number, hash }: { number: number; hash: string },
  marks: Marks,
): AuditFault | undefined {
  const marked = marks.get(number);
  if (marked === undefined || marked === hash) return undefined;
  return { log, seal: number, entry: null, id: null, how: "rewritten" };
}

/** The fault of a chain that ends before a seal which was noted elsewhere, or null. */
export function whereCut(log: AuditFault["log"], { number }: Head, marks: Marks): AuditFault | null {
  const last = Math.max(0, ...marks.keys());
  return last > number ? { log, seal: number + 1, entry: null, id: null, how: "cut" } : null;
}

/**
 * Where two lists of the same order differ first: the place from 1, and whether an entry is missing, was added or was
 * changed there. Undefined where they are the same.
 */
export function firstDifference(
  sealed: readonly string[],
  found: readonly string[],
): { entry: number; how: "missing" | "added" | "changed" } | undefined {
  const length = Math.max(sealed.length, found.length);
  for (let at = 0; at < length; at += 1) {
    if (sealed[at] === found[at]) continue;
    const how = found.length < sealed.length ? "missing" : found.length > sealed.length ? "added" : "changed";
    return { entry: at + 1, how };
  }
  return undefined;
}
