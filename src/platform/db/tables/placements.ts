import { date, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

export const placements = pgTable("placements", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  studentId: text("student_id").notNull(),
  rotationId: text("rotation_id").notNull(),
  startsOn: date("starts_on").notNull(),
  endsOn: date("ends_on").notNull(),
  endedAt: timestamp("ended_at", { withTimezone: true }),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
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
