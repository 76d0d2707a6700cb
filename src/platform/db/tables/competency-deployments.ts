import { boolean, integer, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

export const competencyDeployments = pgTable("competency_deployments", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  templateId: text("template_id").notNull(),
  status: text("status", { enum: ["SCHEDULED", "ACTIVATING", "ACTIVE", "FAILED", "CANCELLED", "WITHDRAWN"] })
    .notNull()
    .default("SCHEDULED"),
  effectiveAt: timestamp("effective_at", { withTimezone: true }).notNull().defaultNow(),
  dueAt: timestamp("due_at", { withTimezone: true }),
  competencyIds: text("competency_ids").array(),
  notifications: boolean("notifications").notNull().default(false),
  assignmentsPlanned: integer("assignments_planned").notNull().default(0),
  assignmentsDone: integer("assignments_done").notNull().default(0),
  error: text("error"),
  createdBy: text("created_by").notNull(),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
});

export const deploymentTargets = pgTable(
  "deployment_targets",
  {
    deploymentId: text("deployment_id").notNull(),
    schoolId: text("school_id").notNull(),
    targetType: text("target_type", { enum: ["cohort", "program", "student"] }).notNull(),
    targetId: text("target_id").notNull(),
  },
  (table) => [primaryKey({ columns: [table.deploymentId, table.targetType, table.targetId] })],
);
