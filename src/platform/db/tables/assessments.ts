import { jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

export const assessments = pgTable("assessments", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  studentId: text("student_id").notNull(),
  competencyId: text("competency_id").notNull(),
  assignmentId: text("assignment_id"),
  assessorId: text("assessor_id"),
  method: text("method", {
    enum: [
      "DIRECT_OBSERVATION",
      "MINI_CEX",
      "DOPS",
      "CASE_BASED_DISCUSSION",
      "SIMULATION",
      "PORTFOLIO",
      "MULTI_SOURCE_FEEDBACK",
    ],
  })
    .notNull()
    .default("DIRECT_OBSERVATION"),
  status: text("status", {
    enum: [
      "REQUESTED",
      "DRAFT",
      "SUBMITTED",
      "APPROVED",
      "REJECTED",
      "DECLINED",
      "CANCELLED",
      "EXPIRED",
      "DISCARDED",
      "VOIDED",
    ],
  }).notNull(),
  requestedBy: text("requested_by"),
  rotationId: text("rotation_id"),
  observedAt: timestamp("observed_at", { withTimezone: true }),
  draft: jsonb("draft"),
  metadata: jsonb("metadata").$type<Record<string, unknown>>().notNull().default({}),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
  submittedAt: timestamp("submitted_at", { withTimezone: true }),
  expiresAt: timestamp("expires_at", { withTimezone: true }),
});

export const assessmentFiles = pgTable(
  "assessment_files",
  {
    assessmentId: text("assessment_id").notNull(),
    fileId: text("file_id").notNull(),
    schoolId: text("school_id").notNull(),
  },
  (table) => [primaryKey({ columns: [table.assessmentId, table.fileId] })],
);
