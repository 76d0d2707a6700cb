import { z } from "zod";
import { fileFormats } from "#src/features/cohort-matrix/values.ts";
import { scaleKind } from "#src/features/progress/schema.ts";
import { standingNames } from "#src/features/progress/values.ts";
import { id } from "#src/lib/fields.ts";

/** Without a cohort or a rotation, all students of the reader. */
const students = { cohortId: id.optional(), rotationId: id.optional() };

export const choicesQuery = z.strictObject(students);
export const matrixQuery = z.strictObject({ ...students, frameworkId: id });
export type MatrixQuery = z.output<typeof matrixQuery>;
export const matrixFileQuery = matrixQuery.extend({ format: z.enum(fileFormats).default("csv") });

const named = z.object({ id: z.string(), name: z.string() });

/** What the reader may choose; frameworks are those that are assigned among the chosen students, the most recent first. */
export const choicesAnswer = z.object({
  cohorts: z.array(named),
  rotations: z.array(named),
  frameworks: z.array(named.extend({ version: z.string() })),
});
export type ChoicesAnswer = z.infer<typeof choicesAnswer>;

const scale = z.object({
  id: z.string(),
  name: z.string(),
  kind: scaleKind,
  max: z.number(),
  /** `word` is the short word of a level. */
  levels: z.array(z.object({ value: z.number(), label: z.string(), word: z.string() })),
});

/** The columns, in the order of the framework; those of one category stand together. */
const frame = z.object({
  frameworkId: z.string(),
  name: z.string(),
  version: z.string(),
  scales: z.array(scale),
  competencies: z.array(
    z.object({
      id: z.string(),
      code: z.string().nullable(),
      name: z.string(),
      shortName: z.string().nullable(),
      category: z.string(),
      isRequired: z.boolean(),
      target: z.number(),
      scaleId: z.string(),
      validityMonths: z.number().int().nullable(),
    }),
  ),
});
export type Frame = z.infer<typeof frame>;

/**
 * Assignment, where it stands (as its place in `standings`), progress in percent, and the result, null while there is too
 * little evidence.
 */
const cell = z
  .tuple([z.string(), z.number().int(), z.number(), z.number().nullable()])
  // Linters of OpenAPI ask for it beside the items that have a place.
  .meta({ items: {}, maxItems: 4 });
export type MatrixCell = z.infer<typeof cell>;

/** The counts are of the framework's competencies; `cells` are in the order of the frame, null where nothing is assigned. */
const row = z.object({
  studentId: z.string(),
  name: z.string(),
  number: z.string().nullable(),
  /** The rotation of the placement that runs today. */
  placement: z.string().nullable(),
  completed: z.number().int(),
  total: z.number().int(),
  overdue: z.number().int(),
  cells: z.array(cell.nullable()),
});
export type MatrixRow = z.infer<typeof row>;

/** Students come by name. */
export const matrixAnswer = z.object({
  standings: z.array(z.enum(standingNames)),
  frame,
  rows: z.array(row),
});
export type MatrixAnswer = z.infer<typeof matrixAnswer>;
