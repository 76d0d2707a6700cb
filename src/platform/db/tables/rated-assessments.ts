import { boolean, date, integer, pgTable, smallint, text } from "drizzle-orm/pg-core";
import { decimal, instant } from "#src/platform/db/columns.ts";

/** One line for each assessment that counts, kept by triggers. */
export const ratedAssessments = pgTable("rated_assessments", {
  assessmentId: text("assessment_id").primaryKey(),
  schoolId: text("school_id").notNull(),
  studentId: text("student_id").notNull(),
  competencyId: text("competency_id").notNull(),
  rotationId: text("rotation_id"),
  evaluatorId: text("evaluator_id"),
  evaluators: integer("evaluators").notNull(),
  observedOn: date("observed_on").notNull(),
  submittedAt: instant("submitted_at").notNull(),
  value: decimal("value").notNull(),
  band: smallint("band").notNull(),
  method: text("method").notNull(),
  feedbackWords: integer("feedback_words").notNull(),
  hasNextSteps: boolean("has_next_steps").notNull(),
  requestedAt: instant("requested_at"),
  answeredAfterHours: integer("answered_after_hours"),
});
