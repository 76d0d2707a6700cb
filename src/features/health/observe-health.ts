import { selectBackups } from "#src/features/health/backups-state.ts";
import { selectFigures } from "#src/features/health/queries.ts";
import { now } from "#src/lib/clock.ts";
import { withRole } from "#src/platform/db/transaction.ts";
import { setIntegrity } from "#src/platform/metrics/metrics.ts";

/** Sets the web process's metrics of what the checks found, and of the newest backup. */
export async function observeHealth(): Promise<void> {
  const [checks, [backups]] = await withRole("app_realtime", (tx) =>
    Promise.all([tx.query(selectFigures), tx.query(selectBackups)]),
  );
  const endedAt = backups?.report.newest?.endedAt;
  setIntegrity(checks, endedAt ? (now().getTime() - new Date(endedAt).getTime()) / 1000 : null);
}
