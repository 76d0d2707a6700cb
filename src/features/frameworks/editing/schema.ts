import { z } from "zod";
import { competencyLevel, frameworkStatus, scoringMethod } from "#src/features/frameworks/schema.ts";
import { renewalWays } from "#src/features/progress/values.ts";
import { id, name, text } from "#src/lib/fields.ts";

/** What a number or a text may be at all; what fits a scale or a tree is decided by the rules of `faults.ts`. */
const count = z.number().int().min(1).max(100);
const score = z.number().min(0).max(999.99).multipleOf(0.01);

const rubricLevel = z.strictObject({
  value: score,
  label: text({ max: 200 }),
  description: text({ max: 2_000 }),
});

const rubricCriterion = z.strictObject({
  id,
  name: text({ max: 300 }),
  description: text({ max: 4_000 }),
  weight: score,
  maxScore: score,
  /** A lower score fails the competency, whatever the others are. Null for a criterion that need not be passed. */
  passScore: score.nullable(),
  levels: z.array(rubricLevel).max(20),
});
export type RubricCriterion = z.infer<typeof rubricCriterion>;

const editCompetency = z.strictObject({
  id,
  name: text({ max: 4_000 }),
  shortName: text({ max: 22 }).nullable(),
  description: text({ max: 20_000 }),
  /** Its own category, where it is not that of the category above it. */
  category: text({ min: 1, max: 2_000 }).nullable(),
  level: competencyLevel,
  isRequired: z.boolean(),
  ratingScaleId: id,
  targetRating: z.number().min(-1_000).max(1_000),
  scoringMethod,
  /** The N of N_TIMES; null for every other method. */
  nTimes: count.nullable(),
  requiredObservations: count,
  requiredEvaluators: count,
  requiredDays: count,
  validityMonths: z.number().int().min(1).max(600).nullable(),
  renewalWays: z.array(z.enum(renewalWays)).min(1).max(renewalWays.length),
  needsApproval: z.boolean(),
  needsCountersignature: z.boolean(),
  /** The competency of the version before that this one replaces. */
  replacesId: id.nullable(),
  rubric: z.array(rubricCriterion).max(50),
});
export type EditCompetency = z.infer<typeof editCompetency>;

const editItem = z.strictObject({
  id,
  identifier: text({ min: 1, max: 2_000 }),
  parentId: id.nullable(),
  kind: z.enum(["CATEGORY", "COMPETENCY"]),
  code: text({ max: 500 }).nullable(),
  /** Of a competency: as it was written in the file it came from, else its name. */
  statement: text({ max: 20_000 }),
  itemType: text({ max: 500 }).nullable(),
  /** For editors; nobody else sees it. */
  editorNote: text({ max: 10_000 }).nullable(),
  /** Null for a category. */
  competency: editCompetency.nullable(),
});
export type EditItem = z.infer<typeof editItem>;

/** The whole draft. Items are in the order of reading: each after its parent and what stands before it. */
export const editBody = z.strictObject({
  name: name({ max: 300 }),
  description: text({ max: 20_000 }),
  version: text({ max: 100 }),
  items: z.array(editItem).max(20_000),
});
export type EditDraft = z.infer<typeof editBody>;

export const newFrameworkBody = z.strictObject({
  title: name({ max: 300 }),
  description: text({ max: 20_000 }).optional(),
  version: text({ max: 100 }).optional(),
  /** Of another framework: they are copied, under identifiers of their own. */
  items: z.array(editItem).max(20_000).optional(),
});

const editScale = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(["ORDINAL", "NUMERIC", "BINARY"]),
  min: z.number(),
  max: z.number(),
  defaultTarget: z.number(),
  allowMean: z.boolean(),
  question: z.string(),
  levels: z.array(
    z.object({ value: z.number(), label: z.string(), description: z.string(), short: z.string().optional() }),
  ),
});
export type EditScale = z.infer<typeof editScale>;

export const editAnswer = z.object({
  ...editBody.shape,
  // What was stored before today's limits is read as it is.
  name: z.string(),
  items: z.array(z.unknown() as z.ZodType<EditItem>),
  id: z.string(),
  status: frameworkStatus,
  /** For If-Match: it grows with each change. */
  revision: z.number().int(),
  sourceFormat: z.string(),
  /** The version before. */
  replacesId: z.string().nullable(),
  deployments: z.number().int(),
  updatedAt: z.string(),
  /** Whether the school's new competencies ask for a second signature. */
  countersigns: z.boolean(),
  scales: z.array(editScale),
});
export type EditAnswer = z.output<typeof editAnswer>;

export const savedAnswer = z.object({ id: z.string(), revision: z.number().int(), updatedAt: z.string() });
export type SavedAnswer = z.infer<typeof savedAnswer>;
