import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";

export const timeRecords = pgTable("time_records", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  studentId: text("student_id").notNull(),
  placementId: text("placement_id").notNull(),
  rotationId: text("rotation_id").notNull(),
  startedAt: instant("started_at").notNull(),
  endedAt: instant("ended_at").notNull(),
  minutes: integer("minutes").notNull(),
  activity: text("activity").notNull(),
  note: text("note"),
  status: text("status", { enum: ["DRAFT", "PENDING", "APPROVED", "NOT_APPROVED", "NEEDS_INFO"] })
    .notNull()
    .default("DRAFT"),
  approvedBy: text("approved_by"),
  reason: text("reason"),
  adjustsId: text("adjusts_id"),
  createdAt: instant("created_at").notNull().default(now),
});
