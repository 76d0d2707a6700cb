import { readFigures } from "#src/features/health/database/read-figures.ts";
import { setDatabase } from "#src/platform/metrics/metrics.ts";

/** Sets the web process's metrics of the database. One that is away leaves them as they were. */
export async function observeDatabase(): Promise<void> {
  const figures = await readFigures();
  setDatabase({ ...figures, statements: figures.statements ?? new Map() });
}
