import { date, pgTable, text, timestamp } from "drizzle-orm/pg-core";

export const cohorts = pgTable("cohorts", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  programId: text("program_id").notNull(),
  name: text("name").notNull(),
  startsOn: date("starts_on"),
  endsOn: date("ends_on"),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
});
