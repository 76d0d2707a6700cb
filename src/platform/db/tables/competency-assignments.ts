import { sql } from "drizzle-orm";
import { boolean, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { decimal, instant, now } from "#src/platform/db/columns.ts";

export const competencyAssignments = pgTable("competency_assignments", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  userId: text("user_id").notNull(),
  competencyId: text("competency_id").notNull(),
  deploymentId: text("deployment_id"),
  status: text("status", { enum: ["NOT_STARTED", "IN_PROGRESS", "ACHIEVED", "APPROVED", "EXPIRED", "WITHDRAWN"] })
    .notNull()
    .default("NOT_STARTED"),
  progressPercentage: decimal("progress_percentage", { precision: 5, scale: 2 }).notNull().default(0),
  dueDate: instant("due_date"),
  completionDate: instant("completion_date"),
  result: decimal("result"),
  observations: integer("observations").notNull().default(0),
  evaluators: integer("evaluators").notNull().default(0),
  days: integer("days").notNull().default(0),
  cycleStartsAt: instant("cycle_starts_at"),
  /** Competencies of earlier versions whose evidence is evidence of this one too; see `holdsCompetency`. */
  earlierCompetencyIds: text("earlier_competency_ids").array().notNull().default([]),
  createdAt: instant("created_at").notNull().default(now),
  updatedAt: instant("updated_at").notNull().default(now),
});

export const assignmentDeployments = pgTable(
  "assignment_deployments",
  {
    assignmentId: text("assignment_id").notNull(),
    deploymentId: text("deployment_id").notNull(),
    schoolId: text("school_id").notNull(),
    /** The default stands for the date of the assignment, which a trigger puts in its place. */
    dueAt: instant("due_at").default(sql`'-infinity'`),
    isDueByHand: boolean("is_due_by_hand").notNull().default(false),
    isKept: boolean("is_kept").notNull().default(false),
    withdrawnByAct: text("withdrawn_by_act"),
  },
  (table) => [primaryKey({ columns: [table.assignmentId, table.deploymentId] })],
);

/** The completions that were renewed or expired; the current one is the assignment's own. */
export const assignmentCycles = pgTable(
  "assignment_cycles",
  {
    assignmentId: text("assignment_id").notNull(),
    number: integer("number").notNull(),
    schoolId: text("school_id").notNull(),
    studentId: text("student_id").notNull(),
    startsAt: instant("starts_at"),
    completedAt: instant("completed_at").notNull(),
    validUntil: instant("valid_until").notNull(),
    ended: text("ended", { enum: ["RENEWED", "EXPIRED"] }).notNull(),
    endedAt: instant("ended_at").notNull(),
    way: text("way", { enum: ["ASSESSMENT", "EVIDENCE", "REASSESSMENT"] }),
    result: decimal("result"),
  },
  (table) => [primaryKey({ columns: [table.assignmentId, table.number] })],
);
