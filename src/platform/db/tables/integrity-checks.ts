import { bigint, pgTable, text } from "drizzle-orm/pg-core";
import { instant, json } from "#src/platform/db/columns.ts";

export const integrityChecks = pgTable("integrity_checks", {
  id: text("id").primaryKey(),
  kind: text("kind").notNull(),
  state: text("state").notNull(),
  reason: text("reason"),
  startedAt: instant("started_at").notNull(),
  finishedAt: instant("finished_at").notNull(),
  counted: bigint("counted", { mode: "number" }).notNull(),
  findings: json<unknown[]>("findings").notNull().default([]),
  reached: text("reached"),
});
