import { getTableName } from "drizzle-orm";
import { stepTriggerSql } from "#src/platform/db/step-trigger.ts";
import { stateColumns } from "#src/processes/state-columns.ts";

/**
 * Prints the triggers that enforce the state tables, for a migration: of all tables, or of those given as arguments.
 */
const named = new Set(process.argv.slice(2));
const known = new Map(stateColumns.map((state) => [getTableName(state.column.table), state]));
const unknown = [...named].filter((name) => !known.has(name));
if (unknown.length > 0) {
  process.stderr.write(`No state moves in ${unknown.join(", ")}; one does in ${[...known.keys()].join(", ")}.\n`);
  process.exitCode = 2;
} else {
  const wanted = [...known].filter(([name]) => named.size === 0 || named.has(name));
  process.stdout.write(wanted.map(([, state]) => stepTriggerSql(state)).join("\n"));
}
