import { z } from "zod";
import {
  lineKinds,
  migrationStatuses,
  studentFilters,
  studentStates,
} from "#src/features/framework-migrations/values.ts";
import { changedFields } from "#src/features/framework-versions/values.ts";
import { assignmentStatuses } from "#src/features/progress/values.ts";
import { calendarDay, id, page, pageQuery, text } from "#src/lib/fields.ts";

export const migrationParams = z.strictObject({ id });

export const previewBody = z.strictObject({
  fromFrameworkId: id,
  toFrameworkId: id,
  /** Only the students of this cohort. */
  cohortId: id.optional(),
});

export const startBody = z.strictObject({
  /** Students who stay on the version that they are on. */
  leftOut: z.array(id).max(5_000).default([]),
  /** False: whoever would fall below stays on the version that they are on. */
  reopens: z.boolean().default(true),
  /** The day on which what opens again and what is new falls due. */
  dueOn: calendarDay.optional(),
  notifications: z.boolean().default(false),
  /** Those who join later get the new version. */
  lateJoiners: z.boolean().default(true),
});
export type StartBody = z.input<typeof startBody>;

/** Without students, everybody who can be moved back. */
export const undoBody = z.strictObject({ studentIds: z.array(id).min(1).max(1_000).optional() });

const status = z.enum(assignmentStatuses);

export const migrationLine = z.object({
  kind: z.enum(lineKinds),
  competencyId: z.string(),
  code: z.string().nullable(),
  name: z.string(),
  /** Signed assessments that are kept, and those of them that do not count because the scale is another. */
  evidence: z.number().int(),
  notCounted: z.number().int(),
  /** Null for what the new version adds. */
  before: z
    .object({
      status,
      result: z.number().nullable(),
      target: z.number(),
      observations: z.number().int(),
      completionDate: z.string().nullable(),
    })
    .nullable(),
  /** Null for what it retires. */
  after: z.object({ status, result: z.number().nullable(), target: z.number() }).nullable(),
  fields: z.array(
    z.object({ field: z.enum(changedFields), before: z.string().nullable(), after: z.string().nullable() }),
  ),
});
export type MigrationLine = z.infer<typeof migrationLine>;

const version = z.object({ id: z.string(), name: z.string(), version: z.string() });
const count = z.number().int();

export const migrationAnswer = z.object({
  id: z.string(),
  status: z.enum(migrationStatuses),
  from: version,
  to: version,
  cohort: z.string().nullable(),
  reopens: z.boolean(),
  notifications: z.boolean(),
  lateJoiners: z.boolean(),
  dueOn: z.string().nullable(),
  studentsTotal: count,
  studentsDone: count,
  error: z.string().nullable(),
  createdBy: z.string(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  /** Students, by what the move changes for them; the four figures. */
  figures: z.object({ UNCHANGED: count, BELOW: count, OPEN: count, RETIRED: count }),
  /** Over all students who are moved. */
  sums: z.object({ below: count, added: count, retired: count, evidence: count }),
  /** Students, by how far their move is. */
  states: z.object({ planned: count, leftOut: count, moved: count, skipped: count, undoing: count, undone: count }),
});
export type MigrationAnswer = z.infer<typeof migrationAnswer>;

export const migrationsQuery = z.strictObject({ frameworkId: id, ...pageQuery });
export const migrationsAnswer = page(migrationAnswer);
export type MigrationsAnswer = z.infer<typeof migrationsAnswer>;

export const studentsQuery = z.strictObject({
  filter: z.enum(studentFilters).optional(),
  search: text({ min: 1, max: 200 }).optional(),
  ...pageQuery,
});
const migrationStudent = z.object({
  studentId: z.string(),
  name: z.string(),
  studentNumber: z.string().nullable(),
  state: z.enum(studentStates),
  completed: z.object({ before: count, after: count }),
  total: z.object({ before: count, after: count }),
  same: count,
  changed: count,
  added: count,
  retired: count,
  below: count,
  lines: z.array(migrationLine),
  /** Why the move of this student could not be undone. */
  refusal: z.string().nullable(),
});
export type MigrationStudent = z.infer<typeof migrationStudent>;
export const studentsAnswer = page(migrationStudent);
export type StudentsAnswer = z.infer<typeof studentsAnswer>;
