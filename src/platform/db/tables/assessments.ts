import { pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, json, now } from "#src/platform/db/columns.ts";
import type { Sealed } from "#src/platform/sealed/field.ts";

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
  observedAt: instant("observed_at"),
  draft: json("draft"),
  metadata: json<Record<string, unknown>>("metadata").notNull().default({}),
  createdAt: instant("created_at").notNull().default(now),
  updatedAt: instant("updated_at").notNull().default(now),
  submittedAt: instant("submitted_at"),
  expiresAt: instant("expires_at"),
  /** Sealed, as is the reason. */
  requestWords: text("request_words").$type<Sealed>(),
  declineReason: text("decline_reason").$type<Sealed>(),
  openedAt: instant("opened_at"),
  renewedAt: instant("renewed_at"),
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
