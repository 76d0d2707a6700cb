import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";

export const requestRules = pgTable("request_rules", {
  schoolId: text("school_id").primaryKey(),
  daysBack: integer("days_back").notNull().default(7),
  daysToAnswer: integer("days_to_answer").notNull().default(14),
  reminderDays: integer("reminder_days").notNull().default(3),
  updatedAt: instant("updated_at").notNull().default(now),
});
