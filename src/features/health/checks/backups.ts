import { selectBackups } from "#src/features/health/backups-state.ts";
import { type Check, wholeResult } from "#src/features/health/check.ts";
import type { Finding, FindingKind } from "#src/features/health/values.ts";
import { now } from "#src/lib/clock.ts";
import { type SecondState, secondBehindMs } from "#src/platform/backup/second-place.ts";
import { readAs } from "#src/platform/db/transaction.ts";

const hourMs = 60 * 60_000;
/** One is made each day. */
const oldMs = 36 * hourMs;
const mostBehindBytes = 256 * 1024 * 1024;

/** Whether there is a copy of the database of the last day, and its log is stored as it is written. */
export const checkBackups: Check = async ({ actor }) => {
  const [state] = await readAs(actor, (tx) => tx.query(selectBackups));
  if (!state) return { skipped: "backups_off" };
  const { report, isFollowing, bytesBehind, isLogLost } = state;
  const { newest, verified, bases } = report;
  const findings: Finding[] = [];
  const find = (what: FindingKind, count: number | null = null) => {
    findings.push({ what, id: "backups", schoolId: null, count });
  };
  const ageMs = newest ? now().getTime() - new Date(newest.endedAt).getTime() : 0;
  if (!newest) find("backup_missing");
  else if (ageMs > oldMs) find("backup_old", Math.floor(ageMs / hourMs));
  if (report.follows && !isFollowing) find("backups_stopped");
  if (isLogLost) find("log_lost");
  else if ((bytesBehind ?? 0) > mostBehindBytes) find("log_behind", bytesBehind);
  if (verified && verified.faults > 0) find("backup_unreadable", verified.faults);
  if (report.second) for (const { what, count } of faultsOfSecond(report.second, report.follows)) find(what, count);
  return wholeResult(bases, findings);
};

/** Without a process that follows, the second place is as old as the last copy that somebody made. */
function faultsOfSecond(
  { upTo, newest, isAway }: SecondState,
  follows: boolean,
): { what: FindingKind; count: number | null }[] {
  // Until it was compared nothing else is known of it.
  if (upTo === null) return isAway ? [{ what: "second_away", count: null }] : [];
  const behindMs = now().getTime() - new Date(upTo).getTime();
  const ageMs = newest ? now().getTime() - new Date(newest).getTime() : 0;
  const found: { what: FindingKind; count: number | null }[] = [];
  if (follows && behindMs > secondBehindMs) found.push({ what: "second_behind", count: Math.floor(behindMs / 60_000) });
  if (!newest) found.push({ what: "second_missing", count: null });
  else if (ageMs > oldMs) found.push({ what: "second_old", count: Math.floor(ageMs / hourMs) });
  return found;
}
