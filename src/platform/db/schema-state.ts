import { sql } from "drizzle-orm";
import { z } from "zod";
import { knownMigrations } from "#src/platform/db/migrations.ts";
import { sqlStatement } from "#src/platform/db/statement.ts";
import { withRole } from "#src/platform/db/transaction.ts";

/**
 * Whether the database has the migrations that this version was written for. One that has more is of a newer version,
 * which bears this one.
 */
export async function hasKnownMigrations(): Promise<boolean> {
  const newest = knownMigrations().at(-1) ?? "";
  const [row] = await withRole("app_realtime", (tx) => tx.query(selectNewest));
  return (row?.newest ?? "") >= newest;
}

const selectNewest = sqlStatement(
  "newest_migration",
  z.object({ newest: z.string().nullable() }),
  () => sql`select app.newest_migration() as newest`,
);
