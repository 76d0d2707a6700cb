import { pgTable, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";

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
  words: text("words"),
  createdAt: instant("created_at").notNull().default(now),
});
