import { pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

export const competencySubmissions = pgTable("competency_submissions", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  studentId: text("student_id").notNull(),
  competencyId: text("competency_id").notNull(),
  submittedBy: text("submitted_by").notNull(),
  status: text("status", { enum: ["DRAFT", "SUBMITTED", "IN_REVIEW", "RETURNED", "APPROVED", "REJECTED", "WITHDRAWN"] })
    .notNull()
    .default("DRAFT"),
  evidence: text("evidence").notNull().default(""),
  submittedAt: timestamp("submitted_at", { withTimezone: true }),
  reviewedAt: timestamp("reviewed_at", { withTimezone: true }),
  reviewedBy: text("reviewed_by"),
  reviewComment: text("review_comment"),
  evaluationId: text("evaluation_id"),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
});

export const submissionFiles = pgTable(
  "submission_files",
  {
    submissionId: text("submission_id").notNull(),
    fileId: text("file_id").notNull(),
    schoolId: text("school_id").notNull(),
  },
  (table) => [primaryKey({ columns: [table.submissionId, table.fileId] })],
);
