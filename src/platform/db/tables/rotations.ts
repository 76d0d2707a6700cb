import { date, integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";

export const rotations = pgTable("rotations", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  programId: text("program_id"),
  name: text("name").notNull(),
  site: text("site").notNull(),
  unit: text("unit").notNull(),
  startsOn: date("starts_on").notNull(),
  endsOn: date("ends_on").notNull(),
  createdAt: instant("created_at").notNull().default(now),
  places: integer("places"),
  requiredMinutes: integer("required_minutes"),
});
