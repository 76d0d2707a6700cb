import { z } from "zod";
import { daysSeenTo, modelStates, mostDaysSeenTo, predictionKinds } from "#src/features/predictions/values.ts";
import { id, page, pageQuery, text } from "#src/lib/fields.ts";

const line = (kinds: readonly [string, ...string[]]) => z.object({ kind: z.enum(kinds), text: z.string() });

/** Staff have seen to a flag: who, when, until the end of which day, or, without one, until a reason is added. */
const acknowledgement = z.object({
  by: z.string(),
  at: z.string(),
  untilOn: z.string().nullable(),
  note: z.string().nullable(),
});
export type Acknowledgement = z.infer<typeof acknowledgement>;

export const flagParams = z.strictObject({ studentId: id });
export const acknowledgeBody = z.strictObject({
  note: text({ min: 1, max: 500 }).optional(),
  /** Null: until a reason is added. */
  days: z.number().int().min(1).max(mostDaysSeenTo).nullable().default(daysSeenTo),
});
export type AcknowledgeBody = z.output<typeof acknowledgeBody>;
export const acknowledgementAnswer = z.object({ seenTo: acknowledgement.nullable() });
export type AcknowledgementAnswer = z.infer<typeof acknowledgementAnswer>;

const prediction = z.object({
  studentId: z.string(),
  studentName: z.string(),
  studentNumber: z.string().nullable(),
  picture: z.string().nullable(),
  /** The day of the school up to whose end everything was counted. */
  asOf: z.string(),
  completed: z.number().int(),
  total: z.number().int(),
  /** How many the plan has completed by then; null without a plan. */
  planned: z.number().int().nullable(),
  planEndsOn: z.string().nullable(),
  /** Null where there is not enough evidence. An even chance to have completed all by the first day, four in five by the second. */
  forecast: z.object({ evenOn: z.string(), laterOn: z.string() }).nullable(),
  /** Null for the student, who reads what would help and no flag, and where predictions are switched off. */
  risk: z
    .object({
      isFlagged: z.boolean(),
      kind: z.enum(predictionKinds),
      modelVersion: z.number().int().nullable(),
      /** The chance of completing all by the end of the plan, with its range; null by the rule. */
      chance: z.object({ probability: z.number(), low: z.number(), high: z.number() }).nullable(),
      /** Null while nobody has seen to the flag. */
      seenTo: acknowledgement.nullable(),
      reasons: z.array(line(["PACE", "SILENT", "ASSESSOR", "OBSERVATION", "RATINGS", "SLOWER"])),
    })
    .nullable(),
  /** What would put the student back on plan. */
  changes: z.array(line(["WEEKLY", "ASSESSOR", "TARGET", "MOVE_PLAN"])),
});
export type PredictionLine = z.infer<typeof prediction>;

export const predictionsQuery = z.strictObject({
  studentId: id.optional(),
  cohortId: id.optional(),
  rotationId: id.optional(),
  /** `true`: only students who are flagged. */
  flagged: z.stringbool({ truthy: ["true"], falsy: ["false"] }).default(false),
  /** `true`: only those whose flag was seen to; `false`: only the others. */
  seenTo: z.stringbool({ truthy: ["true"], falsy: ["false"] }).optional(),
  ...pageQuery,
});

const coverage = z.object({
  students: z.number().int(),
  byEven: z.number().int(),
  byLater: z.number().int(),
  measuredOn: z.string(),
});

export const predictionsAnswer = page(prediction).extend({
  isOn: z.boolean(),
  /** Of earlier students, how many had finished by their days; null where it was not measured. */
  coverage: coverage.nullable(),
  /** Students of whom there is not enough evidence yet, by name; of the first page only, at most 50. */
  unknown: z.array(z.object({ studentId: z.string(), studentName: z.string() })),
  /** How many are known and not flagged. */
  others: z.number().int(),
  /** How many flags were seen to. */
  seenTo: z.number().int(),
});
export type PredictionsAnswer = z.infer<typeof predictionsAnswer>;

const measures = z.object({
  n: z.number(),
  accuracy: z.number(),
  auroc: z.number().nullable(),
  brier: z.number(),
  calibrationSlope: z.number().nullable(),
  calibrationIntercept: z.number().nullable(),
});

const version = z.object({
  version: z.number().int(),
  state: z.enum(modelStates),
  fittedAt: z.string(),
  students: z.number().int(),
  finished: z.number().int(),
  /** On students whom the model has not seen, beside the rule on the same. */
  measures: z.object({ model: measures, rule: measures }),
  drift: z
    .object({
      checkedOn: z.string(),
      stability: z.number().nullable(),
      since: measures.nullable(),
      isDrifted: z.boolean(),
    })
    .nullable(),
});

export const modelAnswer = z.object({
  isOn: z.boolean(),
  coverage: coverage.nullable(),
  /** Of students whose plan has ended: what a model needs, and how many of them the school has. */
  needs: z.object({ students: z.number().int(), ofEachOutcome: z.number().int() }),
  /** What the model looks at, with its part in the version in use; null where there is none. */
  inputs: z.array(
    z.object({ name: z.string(), group: z.string(), says: z.string(), coefficient: z.number().nullable() }),
  ),
  groups: z.array(z.object({ by: z.string(), name: z.string(), students: z.number().int(), wrong: z.number() })),
  versions: z.array(version),
});
export type ModelAnswer = z.infer<typeof modelAnswer>;

export const settingsBody = z.strictObject({ isOn: z.boolean() });
export const settingsAnswer = z.object({ isOn: z.boolean() });
export type PredictionSettings = z.infer<typeof settingsAnswer>;
