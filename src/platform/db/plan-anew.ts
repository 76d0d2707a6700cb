import { sql } from "drizzle-orm";
import { sqlWrite } from "#src/platform/db/statement.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/**
 * The statements of this transaction, with those of its triggers and foreign keys, are planned for the tables as large
 * as they are now. A job that fills tables starts each batch with it: a connection keeps the plan of a prepared
 * statement until the table's next ANALYZE, and one made while the table was nearly empty reads all of it each time.
 */
export function planAnew(tx: Tx): void {
  tx.send(discardPlans);
}

const discardPlans = sqlWrite("plans_discard", () => sql`discard plans`);
