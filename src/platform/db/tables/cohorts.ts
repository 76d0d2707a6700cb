import { date, pgTable, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";

export const cohorts = pgTable("cohorts", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  programId: text("program_id").notNull(),
  name: text("name").notNull(),
  startsOn: date("starts_on"),
  endsOn: date("ends_on"),
  createdAt: instant("created_at").notNull().default(now),
});
