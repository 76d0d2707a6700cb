import { sql } from "drizzle-orm";
import { date, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";
import type { Sealed } from "#src/platform/sealed/field.ts";

export const competencySubmissions = pgTable("competency_submissions", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  studentId: text("student_id").notNull(),
  competencyId: text("competency_id").notNull(),
  submittedBy: text("submitted_by").notNull(),
  status: text("status", { enum: ["DRAFT", "SUBMITTED", "IN_REVIEW", "RETURNED", "APPROVED", "REJECTED", "WITHDRAWN"] })
    .notNull()
    .default("DRAFT"),
  kind: text("kind", { enum: ["EVIDENCE", "PRIOR_LEARNING"] })
    .notNull()
    .default("EVIDENCE"),
  /** Sealed, as are all words that people typed (`platform/sealed/field.ts`). */
  evidence: text("evidence").$type<Sealed>().notNull().default(sql`''`),
  learntWhere: text("learnt_where").$type<Sealed>(),
  learntFrom: date("learnt_from"),
  learntUntil: date("learnt_until"),
  revision: integer("revision").notNull().default(0),
  submittedAt: instant("submitted_at"),
  reviewedAt: instant("reviewed_at"),
  reviewedBy: text("reviewed_by"),
  reviewComment: text("review_comment").$type<Sealed>(),
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

export const submissionActs = pgTable("submission_acts", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  studentId: text("student_id").notNull(),
  submissionId: text("submission_id").notNull(),
  act: text("act", { enum: ["SUBMITTED", "IN_REVIEW", "RETURNED", "APPROVED", "REJECTED", "WITHDRAWN"] }).notNull(),
  actorId: text("actor_id").notNull(),
  actorName: text("actor_name").notNull(),
  words: text("words").$type<Sealed>(),
  evidence: text("evidence").$type<Sealed>(),
  createdAt: instant("created_at").notNull().default(now),
});
