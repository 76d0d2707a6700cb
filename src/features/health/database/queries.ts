import { sql } from "drizzle-orm";
import { z } from "zod";
import { sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";

const figures = z.object({
  /** Whether the server shows what sessions of other roles do. */
  isSeen: z.boolean(),
  connections: z.record(z.string(), z.number()).nullable(),
  connectionsUsed: z.number(),
  connectionsMost: z.number(),
  longestTransactionSeconds: z.number().nullable(),
  /** Of the oldest row, in transactions; the server stops near 2 000 000 000. */
  transactionIdAge: z.number(),
  bytes: z.number(),
  locksWaiting: z.number(),
  lockWaitSeconds: z.number(),
  blocksHit: z.number(),
  blocksRead: z.number(),
  deadlocks: z.number(),
  /** The 20 largest; dead rows as a share of all of theirs. */
  tables: z.array(z.object({ name: z.string(), bytes: z.number(), deadShare: z.number() })),
  /** Null where they are not visible. */
  replicas: z.array(z.object({ name: z.string(), bytes: z.number().nullable(), seconds: z.number() })).nullable(),
  /** The 20 that took longest in all, with their normalised text; null without pg_stat_statements. */
  statements: z
    .array(z.object({ text: z.string(), calls: z.number(), seconds: z.number(), share: z.number().nullable() }))
    .nullable(),
});
export type DatabaseFigures = z.infer<typeof figures>;

/** For the rest of the transaction; shorter than a scrape waits. */
export const limitFigures = sqlWrite("health_database_limit", () => sql`set local statement_timeout = '1500ms'`);

export const selectFigures = sqlStatement(
  "health_database_figures",
  z.object({ figures }),
  () => sql`select app.database_figures() as figures`,
);
