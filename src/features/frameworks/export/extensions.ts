import { z } from "zod";
import { competencyLevel, scoringMethod } from "#src/features/frameworks/schema.ts";
import { renewalWays } from "#src/features/progress/values.ts";

/**
 * What a competency has and CASE has no word for. It travels in the extensions of the package, under this key, by the
 * identifiers of the items: so the items of a package that came from elsewhere leave as they came.
 */
export const extensionKey = "competencyTracker";

const count = (max: number) => z.number().int().min(1).max(max);
const many = count(1000);
/** The limits of the columns that these are kept in. */
const words = z.string().max(10_000);
const line = z.string().min(1).max(200);

export const scale = z.object({
  id: line,
  name: line,
  kind: z.enum(["ORDINAL", "NUMERIC", "BINARY"]),
  min: z.number(),
  max: z.number(),
  defaultTarget: z.number(),
  question: words,
  allowMean: z.boolean(),
  levels: z.array(z.looseObject({ value: z.number(), label: z.string(), description: z.string() })).max(100),
});
export type Scale = z.infer<typeof scale>;

/** Each may be unsaid; in what this program exports, all are said. */
export const competencySettings = z.object({
  /** A scale of the same file. */
  scale: line.optional(),
  targetRating: z.number().optional(),
  scoringMethod: scoringMethod.optional(),
  nTimes: many.nullable().optional(),
  requiredObservations: many.optional(),
  requiredEvaluators: many.optional(),
  requiredDays: many.optional(),
  needsApproval: z.boolean().optional(),
  needsCountersignature: z.boolean().optional(),
});
export type CompetencySettings = z.infer<typeof competencySettings>;

export const criterion = z.object({
  name: z.string().min(1).max(10_000),
  description: words,
  weight: z.number().positive().max(999.99),
  maxScore: z.number().positive().max(999.99),
  /** Of a criterion that must be passed. */
  passScore: z.number().positive().nullable(),
  levels: z.array(z.looseObject({ value: z.number(), label: z.string(), description: z.string() })).max(100),
});
export type Criterion = z.infer<typeof criterion>;

export const itemExtension = z.object({
  /** The identifier here, where it is no UUID, as CASE asks. */
  identifier: line.optional(),
  /** Of which CASE keeps the words, but not their spaces. */
  code: line.optional(),
  itemType: line.optional(),
  kind: z.enum(["COMPETENCY", "CATEGORY"]),
  name: words.min(1).optional(),
  shortName: z.string().min(1).max(22).nullable().optional(),
  description: words.optional(),
  category: line.optional(),
  level: competencyLevel.optional(),
  isRequired: z.boolean().optional(),
  settings: competencySettings.optional(),
  validityMonths: many.nullable().optional(),
  renewalWays: z.array(z.enum(renewalWays)).min(1).max(3).optional(),
});
export type ItemExtension = z.infer<typeof itemExtension>;

export const packageExtension = z.object({
  title: words.min(1).optional(),
  identifier: line.nullable().optional(),
  scales: z.array(scale).max(1000),
  items: z.record(z.string(), z.unknown()),
});
