import { pgTable, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";
import type { Sealed } from "#src/platform/sealed/field.ts";

export const assessmentActs = pgTable("assessment_acts", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  studentId: text("student_id").notNull(),
  assessmentId: text("assessment_id").notNull(),
  evaluationId: text("evaluation_id"),
  act: text("act", {
    enum: ["TAKEN_BACK", "COUNTERSIGNED", "NOT_COUNTERSIGNED", "REOPENED", "VOIDED", "READ", "REPLIED"],
  }).notNull(),
  actorId: text("actor_id").notNull(),
  actorName: text("actor_name").notNull(),
  /** Sealed. */
  words: text("words").$type<Sealed>(),
  createdAt: instant("created_at").notNull().default(now),
});
