import { selectBackups } from "#src/features/health/backups-state.ts";
import { kindsHere } from "#src/features/health/kinds-here.ts";
import { permissions } from "#src/features/health/permissions.ts";
import { selectLastResults, selectNewest } from "#src/features/health/queries.ts";
import type { HealthAnswer, HealthOfBackups } from "#src/features/health/schema.ts";
import { readAs, withRole } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { countWorkersAlive } from "#src/platform/jobs/observe-jobs.ts";
import { authorize } from "#src/policy/authorize.ts";

/** What the checks last found, and what is known of backups and workers. */
export async function readHealth(ctx: UserContext): Promise<HealthAnswer> {
  authorize(ctx.actor, permissions.see, {});
  const [[newest, results], backups, workersAlive] = await Promise.all([
    readAs(ctx.actor, (tx) => Promise.all([tx.query(selectNewest), tx.query(selectLastResults)])),
    readBackups(),
    countWorkersAlive(),
  ]);
  return {
    checks: kindsHere().map((kind) => {
      const last = newest.find((one) => one.kind === kind);
      const result = results.find((one) => one.kind === kind);
      return {
        kind,
        state: last?.state ?? null,
        reason: last?.reason ?? null,
        startedAt: last?.startedAt.toISOString() ?? null,
        finishedAt: last?.finishedAt.toISOString() ?? null,
        lastResultAt: result?.at.toISOString() ?? null,
        counted: last?.counted ?? 0,
        goesOn: (last?.reached ?? null) !== null,
        findings: last?.findings ?? [],
      };
    }),
    backups,
    workersAlive,
  };
}

async function readBackups(): Promise<HealthOfBackups | null> {
  const [state] = await withRole("app_realtime", (tx) => tx.query(selectBackups));
  if (!state) return null;
  const { report, isFollowing, bytesBehind } = state;
  const { reportedAt, newest, verified, second } = report;
  return {
    reportedAt,
    isFollowing,
    newest,
    bytesBehind,
    verified,
    second: second ? { upTo: second.upTo, isAway: second.isAway } : null,
  };
}
