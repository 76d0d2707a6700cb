import { pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";

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
  submittedAt: instant("submitted_at"),
  reviewedAt: instant("reviewed_at"),
  reviewedBy: text("reviewed_by"),
  reviewComment: text("review_comment"),
  evaluationId: text("evaluation_id"),
  createdAt: instant("created_at").notNull().default(now),
  updatedAt: instant("updated_at").notNull().default(now),
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
