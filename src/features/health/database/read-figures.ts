import { nameStatements } from "#src/features/health/database/name-statements.ts";
import { type DatabaseFigures, limitFigures, selectFigures } from "#src/features/health/database/queries.ts";
import { now } from "#src/lib/clock.ts";
import { withRole } from "#src/platform/db/transaction.ts";

/** `share` is of the time of all statements, 0 to 1. */
type StatementFigures = { calls: number; seconds: number; share: number };

export type Figures = Omit<DatabaseFigures, "statements"> & {
  readAt: Date;
  /** By their names; null without pg_stat_statements. */
  statements: ReadonlyMap<string, StatementFigures> | null;
};

/** However many ask. */
const everyMs = 15_000;

let kept: { at: number; figures: Promise<Figures> } | undefined;

/** How the database was at most 15 s ago. Fails where it does not answer in time; the next who asks tries anew. */
export async function readFigures(): Promise<Figures> {
  if (kept && performance.now() - kept.at < everyMs) return kept.figures;
  const reading = { at: performance.now(), figures: askDatabase() };
  kept = reading;
  try {
    return await reading.figures;
  } catch (error) {
    if (kept === reading) kept = undefined;
    throw error;
  }
}

async function askDatabase(): Promise<Figures> {
  const [row] = await withRole("app_realtime", (tx) => {
    tx.send(limitFigures);
    return tx.query(selectFigures);
  });
  if (!row) throw new Error("the database gave no figures");
  const { statements, ...figures } = row.figures;
  return { ...figures, readAt: now(), statements: statements && byName(statements) };
}

/** Texts that differ in values alone have one name. */
function byName(statements: NonNullable<DatabaseFigures["statements"]>): ReadonlyMap<string, StatementFigures> {
  const nameOf = nameStatements();
  const named = new Map<string, StatementFigures>();
  for (const { text, calls, seconds, share } of statements) {
    const name = nameOf(text);
    const others = named.get(name) ?? { calls: 0, seconds: 0, share: 0 };
    named.set(name, {
      calls: others.calls + calls,
      seconds: others.seconds + seconds,
      share: others.share + (share ?? 0),
    });
  }
  return named;
}
