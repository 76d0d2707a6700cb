import { integer, numeric, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

export const competencyAssignments = pgTable("competency_assignments", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  userId: text("user_id").notNull(),
  competencyId: text("competency_id").notNull(),
  deploymentId: text("deployment_id"),
  status: text("status", { enum: ["NOT_STARTED", "IN_PROGRESS", "ACHIEVED", "APPROVED", "EXPIRED", "WITHDRAWN"] })
    .notNull()
    .default("NOT_STARTED"),
  progressPercentage: numeric("progress_percentage", { precision: 5, scale: 2 }).notNull().default("0"),
  dueDate: timestamp("due_date", { withTimezone: true }),
  completionDate: timestamp("completion_date", { withTimezone: true }),
  result: numeric("result"),
  observations: integer("observations").notNull().default(0),
  evaluators: integer("evaluators").notNull().default(0),
  days: integer("days").notNull().default(0),
  cycleStartsAt: timestamp("cycle_starts_at", { withTimezone: true }),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
});

export const assignmentDeployments = pgTable(
  "assignment_deployments",
  {
    assignmentId: text("assignment_id").notNull(),
    deploymentId: text("deployment_id").notNull(),
    schoolId: text("school_id").notNull(),
  },
  (table) => [primaryKey({ columns: [table.assignmentId, table.deploymentId] })],
);
