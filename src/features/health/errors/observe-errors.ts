import { selectGroupCounts, selectTotals } from "#src/features/health/errors/queries.ts";
import { withRole } from "#src/platform/db/transaction.ts";
import { setErrors } from "#src/platform/metrics/metrics.ts";

/** Sets the web process's metrics of the errors of all processes. */
export async function observeErrors(): Promise<void> {
  const [totals, [groups]] = await withRole("app_realtime", (tx) =>
    Promise.all([tx.query(selectTotals), tx.query(selectGroupCounts)]),
  );
  setErrors(totals, groups ?? { open: 0, regressed: 0 });
}
