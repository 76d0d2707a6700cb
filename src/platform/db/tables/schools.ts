import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant, json, now } from "#src/platform/db/columns.ts";

export const schools = pgTable("schools", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  timeZone: text("time_zone").notNull().default("UTC"),
  settings: json<Record<string, unknown>>("settings").notNull().default({}),
  /** A competency that was assessed since it fell due, and is still below its target, is due again after these days. */
  reassessAfterDays: integer("reassess_after_days").notNull().default(14),
  createdAt: instant("created_at").notNull().default(now),
});
