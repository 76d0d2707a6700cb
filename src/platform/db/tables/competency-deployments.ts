import { boolean, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";

export const competencyDeployments = pgTable("competency_deployments", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  templateId: text("template_id").notNull(),
  status: text("status", { enum: ["SCHEDULED", "ACTIVATING", "ACTIVE", "FAILED", "CANCELLED", "WITHDRAWN"] })
    .notNull()
    .default("SCHEDULED"),
  effectiveAt: instant("effective_at").notNull().default(now),
  dueAt: instant("due_at"),
  dueFrom: text("due_from", { enum: ["START", "EFFECTIVE", "ROTATION_START", "ROTATION_END"] }),
  dueOffset: integer("due_offset"),
  dueUnit: text("due_unit", { enum: ["DAY", "WEEK"] }),
  dueRotationId: text("due_rotation_id"),
  deprecatedToo: boolean("deprecated_too").notNull().default(false),
  competencyIds: text("competency_ids").array(),
  notifications: boolean("notifications").notNull().default(false),
  assignmentsPlanned: integer("assignments_planned").notNull().default(0),
  assignmentsDone: integer("assignments_done").notNull().default(0),
  error: text("error"),
  createdBy: text("created_by").notNull(),
  createdAt: instant("created_at").notNull().default(now),
  updatedAt: instant("updated_at").notNull().default(now),
});

export const deploymentTargets = pgTable(
  "deployment_targets",
  {
    deploymentId: text("deployment_id").notNull(),
    schoolId: text("school_id").notNull(),
    targetType: text("target_type", { enum: ["cohort", "program", "student"] }).notNull(),
    targetId: text("target_id").notNull(),
    withdrawnByAct: text("withdrawn_by_act"),
  },
  (table) => [primaryKey({ columns: [table.deploymentId, table.targetType, table.targetId] })],
);
