import { selectBackups } from "#src/features/health/backups-state.ts";
import { type Check, wholeResult } from "#src/features/health/check.ts";
import type { Finding, FindingKind } from "#src/features/health/values.ts";
import { now } from "#src/lib/clock.ts";
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
  return wholeResult(bases, findings);
};
