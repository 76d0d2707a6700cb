import { z } from "zod";
import { ratingScale, submitAnswer, submitBody } from "#src/features/assessments/schema.ts";
import { batchLimit } from "#src/features/assessments/values.ts";
import { id } from "#src/lib/fields.ts";

/**
 * Of a row, as an Idempotency-Key is of a request: the same row sent again under its key gets the same answer and is no
 * second assessment.
 */
const rowKey = z.string().regex(/^[\x21-\x7e]{1,200}$/, "must be 1 to 200 visible ASCII characters");

/** One assessment of a batch. With `answers`, the id of an open request, it is signed as that request's answer. */
export const batchRow = submitBody.extend({ key: rowKey, answers: id.optional() });
export type BatchRow = z.infer<typeof batchRow>;

const deepest = 8;

/** A row that does not fit is refused alone; only its key has to be readable, and its depth bearable. */
const givenRow = z.union([
  batchRow,
  z.looseObject({ key: rowKey }).refine((row) => isShallow(row, 0), `must have at most ${deepest} levels`),
]);

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth < deepest && Object.values(value).every((part) => isShallow(part, depth + 1));
}

export const batchBody = z.strictObject({
  rows: z
    .array(givenRow)
    .min(1)
    .max(batchLimit)
    .refine((rows) => new Set(rows.map(({ key }) => key)).size === rows.length, "must each have a key of their own"),
});
export type BatchBody = z.infer<typeof batchBody>;

export const batchResult = z.object({
  key: z.string(),
  /** The status that the row would have been answered with alone. */
  status: z.number().int(),
  /** The row had been sent before, and this is the answer that it got then. */
  isRepeat: z.boolean(),
  answer: submitAnswer.nullable(),
  problem: z
    .object({
      code: z.string(),
      title: z.string(),
      detail: z.string(),
      errors: z.array(z.object({ path: z.string(), message: z.string() })),
    })
    .nullable(),
});
export type BatchResult = z.infer<typeof batchResult>;

/** In the order of the rows. */
export const batchAnswer = z.object({
  submitted: z.number().int(),
  refused: z.number().int(),
  results: z.array(batchResult),
});
export type BatchAnswer = z.infer<typeof batchAnswer>;

/** What a supervisor may choose for a batch: the competencies of their students, and the rotations these are on. */
export const batchChoices = z.object({
  competencies: z.array(
    z.object({
      id: z.string(),
      code: z.string().nullable(),
      name: z.string(),
      category: z.string(),
      framework: z.string().nullable(),
      students: z.number().int(),
      /** Assessed by criteria, in the form alone. */
      hasCriteria: z.boolean(),
    }),
  ),
  rotations: z.array(z.object({ id: z.string(), name: z.string(), unit: z.string(), students: z.number().int() })),
});
export type BatchChoices = z.infer<typeof batchChoices>;

/** Many students on one competency, all of the reader's or those of a rotation; or one student on many. */
export const batchGridQuery = z
  .strictObject({ competencyId: id.optional(), rotationId: id.optional(), studentId: id.optional() })
  .refine(
    ({ competencyId, studentId }) => (competencyId === undefined) !== (studentId === undefined),
    "must have either a competency or a student",
  )
  .refine(({ studentId, rotationId }) => studentId === undefined || rotationId === undefined, {
    path: ["rotationId"],
    error: "is only for a competency",
  });
export type BatchGridQuery = z.infer<typeof batchGridQuery>;

const gridRow = z.object({
  studentId: z.string(),
  studentName: z.string(),
  studentNumber: z.string().nullable(),
  competencyId: z.string(),
  competencyName: z.string(),
  category: z.string(),
  scaleId: z.string(),
  target: z.number(),
  last: z.object({ rating: z.number(), date: z.string() }).nullable(),
  isCompleted: z.boolean(),
  /** The earliest instant at which it may have been observed. */
  observedFrom: z.string().nullable(),
  /** The last day of the placement under the reader, a day of the school. */
  placementEndsOn: z.string().nullable(),
  /** The student's open request to the reader. */
  requestId: z.string().nullable(),
  /** The reader's draft, which goes on in the form. */
  draftId: z.string().nullable(),
  /** Why it cannot be assessed here; null where it can. */
  obstacle: z.enum(["not-assigned", "criteria"]).nullable(),
});
export type GridRow = z.infer<typeof gridRow>;

export const batchGrid = z.object({
  /** Of the competency, or of the student. */
  title: z.string(),
  /** Of the school, by whose days placements end. */
  timeZone: z.string(),
  scales: z.array(ratingScale),
  rows: z.array(gridRow),
  /** There are more students than one batch may have. */
  isCut: z.boolean(),
});
export type BatchGrid = z.infer<typeof batchGrid>;
