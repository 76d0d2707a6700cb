import { pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, json, now } from "#src/platform/db/columns.ts";
import type { Sealed } from "#src/platform/sealed/field.ts";

export const feedbackRounds = pgTable("feedback_rounds", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  studentId: text("student_id").notNull(),
  competencyId: text("competency_id").notNull(),
  startedBy: text("started_by").notNull(),
  state: text("state", { enum: ["OPEN", "CLOSED", "CALLED_OFF"] })
    .notNull()
    .default("OPEN"),
  observedAt: instant("observed_at").notNull(),
  /** Sealed. */
  words: text("words").$type<Sealed>(),
  createdAt: instant("created_at").notNull().default(now),
  endedAt: instant("ended_at"),
});

export const feedbackAsked = pgTable(
  "feedback_asked",
  {
    roundId: text("round_id").notNull(),
    evaluatorId: text("evaluator_id").notNull(),
    schoolId: text("school_id").notNull(),
    studentId: text("student_id").notNull(),
    askedAt: instant("asked_at").notNull().default(now),
    remindedAt: instant("reminded_at"),
    answeredAt: instant("answered_at"),
  },
  (table) => [primaryKey({ columns: [table.roundId, table.evaluatorId] })],
);

export const feedbackAnswers = pgTable(
  "feedback_answers",
  {
    roundId: text("round_id").notNull(),
    evaluatorId: text("evaluator_id").notNull(),
    schoolId: text("school_id").notNull(),
    studentId: text("student_id").notNull(),
    content: json<{ evaluationData: object }>("content").notNull(),
    savedAt: instant("saved_at").notNull().default(now),
  },
  (table) => [primaryKey({ columns: [table.roundId, table.evaluatorId] })],
);
