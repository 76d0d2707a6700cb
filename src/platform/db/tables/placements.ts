import { date, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";

export const placements = pgTable("placements", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  studentId: text("student_id").notNull(),
  rotationId: text("rotation_id").notNull(),
  startsOn: date("starts_on").notNull(),
  endsOn: date("ends_on").notNull(),
  endedAt: instant("ended_at"),
  createdAt: instant("created_at").notNull().default(now),
});

export const placementSupervisors = pgTable(
  "placement_supervisors",
  {
    placementId: text("placement_id").notNull(),
    supervisorId: text("supervisor_id").notNull(),
    schoolId: text("school_id").notNull(),
  },
  (table) => [primaryKey({ columns: [table.placementId, table.supervisorId] })],
);
