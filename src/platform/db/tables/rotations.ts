import { date, pgTable, text, timestamp } from "drizzle-orm/pg-core";

export const rotations = pgTable("rotations", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  programId: text("program_id"),
  name: text("name").notNull(),
  site: text("site").notNull(),
  unit: text("unit").notNull(),
  startsOn: date("starts_on").notNull(),
  endsOn: date("ends_on").notNull(),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
});
