import { boolean, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, json, now } from "#src/platform/db/columns.ts";

export const frameworkMigrations = pgTable("framework_migrations", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  fromTemplateId: text("from_template_id").notNull(),
  toTemplateId: text("to_template_id").notNull(),
  /** Null: everybody who has work on the version. */
  cohortId: text("cohort_id"),
  status: text("status", { enum: ["PREVIEWING", "READY", "MOVING", "MOVED", "FAILED", "DISCARDED"] })
    .notNull()
    .default("PREVIEWING"),
  reopens: boolean("reopens").notNull().default(true),
  dueAt: instant("due_at"),
  notifications: boolean("notifications").notNull().default(false),
  lateJoiners: boolean("late_joiners").notNull().default(true),
  movedDeployments: json<{ id: string; competencyIds: string[] | null }[]>("moved_deployments").notNull().default([]),
  studentsTotal: integer("students_total").notNull().default(0),
  studentsDone: integer("students_done").notNull().default(0),
  error: text("error"),
  createdBy: text("created_by").notNull(),
  createdAt: instant("created_at").notNull().default(now),
  updatedAt: instant("updated_at").notNull().default(now),
  startedAt: instant("started_at"),
  finishedAt: instant("finished_at"),
});

export const frameworkMigrationStudents = pgTable(
  "framework_migration_students",
  {
    migrationId: text("migration_id").notNull(),
    studentId: text("student_id").notNull(),
    schoolId: text("school_id").notNull(),
    state: text("state", { enum: ["PLANNED", "LEFT_OUT", "MOVED", "SKIPPED", "UNDOING", "UNDONE"] })
      .notNull()
      .default("PLANNED"),
    lines: json("lines").notNull().default([]),
    same: integer("same").notNull().default(0),
    changed: integer("changed").notNull().default(0),
    added: integer("added").notNull().default(0),
    retired: integer("retired").notNull().default(0),
    below: integer("below").notNull().default(0),
    openChanges: integer("open_changes").notNull().default(0),
    retiredEvidence: integer("retired_evidence").notNull().default(0),
    evidence: integer("evidence").notNull().default(0),
    completedBefore: integer("completed_before").notNull().default(0),
    completedAfter: integer("completed_after").notNull().default(0),
    totalBefore: integer("total_before").notNull().default(0),
    totalAfter: integer("total_after").notNull().default(0),
    /** The rows as they were before the move, and the assignments that it made. */
    kept: json("kept"),
    refusal: text("refusal"),
    movedAt: instant("moved_at"),
    undoneAt: instant("undone_at"),
  },
  (table) => [primaryKey({ columns: [table.migrationId, table.studentId] })],
);
