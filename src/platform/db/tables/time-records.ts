import { integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";

export const timeRecords = pgTable("time_records", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  studentId: text("student_id").notNull(),
  placementId: text("placement_id").notNull(),
  rotationId: text("rotation_id").notNull(),
  startedAt: timestamp("started_at", { withTimezone: true }).notNull(),
  endedAt: timestamp("ended_at", { withTimezone: true }).notNull(),
  minutes: integer("minutes").notNull(),
  activity: text("activity").notNull(),
  note: text("note"),
  status: text("status", { enum: ["DRAFT", "PENDING", "APPROVED", "NOT_APPROVED", "NEEDS_INFO"] })
    .notNull()
    .default("DRAFT"),
  approvedBy: text("approved_by"),
  reason: text("reason"),
  adjustsId: text("adjusts_id"),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
});
