import { z } from "zod";
import {
  faultCodes,
  fields,
  formats,
  importedRoles,
  importStatuses,
  mostCellsAtOnce,
  mostColumns,
  verdicts,
} from "#src/features/people-imports/values.ts";
import { id, name, page, pageQuery, text } from "#src/lib/fields.ts";

export const importParams = z.strictObject({ id });

export const field = z.enum(fields);

const suggestion = z.object({ value: z.string(), detail: z.string().optional() });

const fault = z.object({
  field,
  code: z.enum(faultCodes),
  /** A few words, shown in the cell. */
  message: z.string(),
  /** What the cell says, as it counts now. */
  value: z.string(),
  suggestions: z.array(suggestion),
});
export type Fault = z.infer<typeof fault>;

const change = z.object({
  field: z.enum(["name", "email", "programId", "cohortId", "studentNumber", "yearOfStudy", "status", "externalId"]),
  from: z.union([z.string(), z.number(), z.null()]),
  to: z.union([z.string(), z.number(), z.null()]),
  fromText: z.string(),
  toText: z.string(),
});
export type Change = z.infer<typeof change>;

/** The person whom a row describes; what it does not say is absent. */
export const importedPerson = z.object({
  name: z.string(),
  email: z.string(),
  role: z.enum(importedRoles),
  programId: z.string().optional(),
  cohortId: z.string().optional(),
  studentNumber: z.string().optional(),
  yearOfStudy: z.number().int().optional(),
  status: z.enum(["ACTIVE", "SUSPENDED", "LEFT"]).optional(),
  externalId: z.string().optional(),
});
export type ImportedPerson = z.infer<typeof importedPerson>;

/** A program or cohort that is made when the import is written. */
const make = z.object({
  kind: z.enum(["program", "cohort"]),
  id: z.string(),
  name: z.string(),
  programId: z.string().nullable(),
});
export type Make = z.infer<typeof make>;

const column = z.object({
  name: z.string(),
  field: field.nullable(),
  /** A few cells of the column. */
  samples: z.array(z.string()),
});
export type ImportColumn = z.infer<typeof column>;

const counts = z.object({
  rows: z.number().int(),
  add: z.number().int(),
  change: z.number().int(),
  same: z.number().int(),
  fix: z.number().int(),
  leftOut: z.number().int(),
  /** Rows with corrections made here. */
  fixed: z.number().int(),
});
export type ImportCounts = z.infer<typeof counts>;

const figures = z.object({
  added: z.number().int(),
  changed: z.number().int(),
  refused: z.number().int(),
  removed: z.number().int().optional(),
  left: z.number().int().optional(),
  restored: z.number().int().optional(),
  kept: z.number().int().optional(),
});
export type ImportFigures = z.infer<typeof figures>;

const group = z.object({ id: z.string(), name: z.string(), programId: z.string().nullable(), isNew: z.boolean() });
export type ImportGroup = z.infer<typeof group>;

const importLine = z.object({
  importId: z.string(),
  fileName: z.string(),
  format: z.enum(formats).nullable(),
  status: z.enum(importStatuses),
  createdBy: z.string(),
  createdAt: z.string(),
  committedAt: z.string().nullable(),
  /** Until when it can be undone; null where it cannot. */
  undoableUntil: z.string().nullable(),
  rows: z.number().int(),
  done: z.number().int(),
  total: z.number().int(),
  figures: figures.nullable(),
});
export type ImportLine = z.infer<typeof importLine>;

export const importsAnswer = page(importLine);
export type ImportsAnswer = z.infer<typeof importsAnswer>;
export const importsQuery = z.strictObject(pageQuery);

export const importAnswer = importLine.extend({
  encoding: z.string().nullable(),
  error: z.string().nullable(),
  /** The work on it stands still; it is tried again every minute. */
  isStalled: z.boolean(),
  /** What the reader of the file noticed. */
  notes: z.array(z.object({ line: z.number().int().optional(), message: z.string() })),
  columns: z.array(column),
  defaultRole: z.enum(["STUDENT", "CLINICAL_SUPERVISOR"]),
  counts,
  /** Of those whom it added: how many have not joined and were sent nothing. */
  uninvited: z.number().int(),
  faults: z.array(z.object({ code: z.enum(faultCodes), rows: z.number().int() })),
  /** Values that stand in the way of several rows, so that one correction can serve all of them. */
  alike: z.array(z.object({ field, value: z.string(), rows: z.number().int() })),
  programs: z.array(group),
  cohorts: z.array(group),
});
export type ImportAnswer = z.infer<typeof importAnswer>;

export const invitationsAnswer = z.object({ sent: z.number().int() });
export type InvitationsAnswer = z.infer<typeof invitationsAnswer>;

export const mappingBody = z.strictObject({
  mapping: z.array(field.nullable()).max(mostColumns),
  defaultRole: z.enum(["STUDENT", "CLINICAL_SUPERVISOR"]),
});

export const rowsQuery = z.strictObject({
  verdict: z.enum(verdicts).optional(),
  fault: z.enum(faultCodes).optional(),
  refused: z.literal("true").optional(),
  ...pageQuery,
});

const importRow = z.object({
  line: z.number().int(),
  /** By field, as it counts now. */
  values: z.partialRecord(field, z.string()),
  /** By field, what the file says where it was corrected here. */
  was: z.partialRecord(field, z.string()),
  verdict: z.enum(verdicts).nullable(),
  faults: z.array(fault),
  changes: z.array(change),
  /** Why it was not written. */
  refusal: z.string().nullable(),
});
export type ImportRow = z.infer<typeof importRow>;
export const rowsAnswer = page(importRow);
export type RowsAnswer = z.infer<typeof rowsAnswer>;

const line = z.number().int().min(1).max(2_000_000);

export const fixBody = z.strictObject({
  cells: z
    .array(
      z.strictObject({
        line,
        field,
        /** null: what the file says again. */
        value: text({ max: 500 }).nullable(),
      }),
    )
    .max(mostCellsAtOnce)
    .default([]),
  /** The one cell's value serves every row whose cell is at fault and says the same. */
  alike: z.boolean().default(false),
  leaveOut: z
    .array(z.strictObject({ line, leftOut: z.boolean() }))
    .max(mostCellsAtOnce)
    .default([]),
});
export type FixBody = z.infer<typeof fixBody>;

export const fixAnswer = z.object({
  /** What to send to have it as before. */
  before: z.array(z.object({ line: z.number().int(), field, value: z.string().nullable() })),
  rows: z.array(importRow),
});
export type FixAnswer = z.infer<typeof fixAnswer>;

export const makeBody = z.strictObject({
  kind: z.enum(["program", "cohort"]),
  name: name({ max: 200 }),
  /** Of a cohort. */
  programId: id.optional(),
});

export const commitBody = z.strictObject({ sendInvitations: z.boolean().default(false) });
