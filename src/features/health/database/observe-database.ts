import { nameStatements } from "#src/features/health/database/name-statements.ts";
import { type DatabaseFigures, limitFigures, selectFigures } from "#src/features/health/database/queries.ts";
import { withRole } from "#src/platform/db/transaction.ts";
import { setDatabase } from "#src/platform/metrics/metrics.ts";

/** However many ask. */
const everyMs = 15_000;

let readAt = Number.NEGATIVE_INFINITY;

/** Sets the web process's metrics of the database. One that is away leaves them as they were. */
export async function observeDatabase(): Promise<void> {
  if (performance.now() - readAt < everyMs) return;
  readAt = performance.now();
  const figures = await readFigures();
  if (!figures) return;
  const nameOf = nameStatements();
  const statements = new Map<string, { calls: number; seconds: number; share: number }>();
  // Texts that differ in values alone have one name.
  for (const { text, calls, seconds, share } of figures.statements ?? []) {
    const name = nameOf(text);
    const others = statements.get(name) ?? { calls: 0, seconds: 0, share: 0 };
    statements.set(name, {
      calls: others.calls + calls,
      seconds: others.seconds + seconds,
      share: others.share + (share ?? 0),
    });
  }
  setDatabase({ ...figures, statements });
}

async function readFigures(): Promise<DatabaseFigures | undefined> {
  const [row] = await withRole("app_realtime", (tx) => {
    tx.send(limitFigures);
    return tx.query(selectFigures);
  });
  return row?.figures;
}
