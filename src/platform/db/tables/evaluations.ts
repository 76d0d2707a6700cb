import { boolean, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { decimal, instant, now } from "#src/platform/db/columns.ts";
import type { Sealed } from "#src/platform/sealed/field.ts";

export const evaluations = pgTable("evaluations", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  studentId: text("student_id").notNull(),
  competencyId: text("competency_id").notNull(),
  assessmentId: text("assessment_id").notNull(),
  evaluatorId: text("evaluator_id"),
  guestName: text("guest_name"),
  guestRole: text("guest_role"),
  guestEmail: text("guest_email"),
  guestConfirmedAt: instant("guest_confirmed_at"),
  isSelf: boolean("is_self").notNull().default(false),
  state: text("state", { enum: ["DRAFT", "SIGNED", "SUPERSEDED", "VOIDED", "DISCARDED"] }).notNull(),
  overallRating: decimal("overall_rating"),
  rubricResult: decimal("rubric_result"),
  /** JSON, sealed (`platform/sealed/evaluation-words.ts`), with what figures count of it beside it. */
  words: text("words").$type<Sealed>(),
  wordCount: integer("word_count").notNull().default(0),
  hasNextSteps: boolean("has_next_steps").notNull().default(false),
  revision: integer("revision").notNull().default(1),
  replacesId: text("replaces_id"),
  /** Sealed. */
  changeReason: text("change_reason").$type<Sealed>(),
  signedAt: instant("signed_at"),
  createdAt: instant("created_at").notNull().default(now),
  isAnonymous: boolean("is_anonymous").notNull().default(false),
});

/** Who wrote an anonymous evaluation; a student may read no row of it. */
export const evaluationAuthors = pgTable("evaluation_authors", {
  evaluationId: text("evaluation_id").primaryKey(),
  schoolId: text("school_id").notNull(),
  studentId: text("student_id").notNull(),
  evaluatorId: text("evaluator_id").notNull(),
});

export const evaluationCriteria = pgTable(
  "evaluation_criteria",
  {
    evaluationId: text("evaluation_id").notNull(),
    rubricId: text("rubric_id").notNull(),
    schoolId: text("school_id").notNull(),
    score: decimal("score"),
  },
  (table) => [primaryKey({ columns: [table.evaluationId, table.rubricId] })],
);

/** Sealed (`platform/sealed/field.ts`). */
export const evaluationPrivateNotes = pgTable("evaluation_private_notes", {
  evaluationId: text("evaluation_id").primaryKey(),
  schoolId: text("school_id").notNull(),
  note: text("note").$type<Sealed>().notNull(),
});
