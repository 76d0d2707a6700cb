import { boolean, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, json, now } from "#src/platform/db/columns.ts";
import type { Sealed } from "#src/platform/sealed/field.ts";

export const deploymentActs = pgTable("deployment_acts", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  deploymentId: text("deployment_id").notNull(),
  kind: text("kind", {
    enum: ["CREATE", "CHANGE", "CANCEL", "RETRY", "MOVE_DUE", "WITHDRAW", "KEEP", "UNDO"],
  }).notNull(),
  status: text("status", { enum: ["RUNNING", "DONE"] }).notNull(),
  detail: json<Record<string, unknown>>("detail").notNull().default({}),
  /** Sealed. */
  reason: text("reason").$type<Sealed>(),
  undoesId: text("undoes_id"),
  students: integer("students").notNull().default(0),
  studentsDone: integer("students_done").notNull().default(0),
  afterStudentId: text("after_student_id").notNull().default(""),
  changed: integer("changed").notNull().default(0),
  skipped: integer("skipped").notNull().default(0),
  actorId: text("actor_id").notNull(),
  createdAt: instant("created_at").notNull().default(now),
  updatedAt: instant("updated_at").notNull().default(now),
});

/** Each assignment as it was before an act, so that undoing the act restores exactly what it changed. */
export const deploymentActItems = pgTable(
  "deployment_act_items",
  {
    actId: text("act_id").notNull(),
    assignmentId: text("assignment_id").notNull(),
    schoolId: text("school_id").notNull(),
    studentId: text("student_id").notNull(),
    statusBefore: text("status_before", { enum: ["NOT_STARTED", "IN_PROGRESS", "ACHIEVED", "APPROVED", "EXPIRED"] }),
    dueBefore: instant("due_before"),
    dueAfter: instant("due_after"),
    wasByHand: boolean("was_by_hand").notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.actId, table.assignmentId] })],
);
