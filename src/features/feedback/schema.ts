import { z } from "zod";
import { amendBody, formAnswer } from "#src/features/assessments/schema.ts";
import { maxAskingWords, mostColleagues, roundStates } from "#src/features/feedback/values.ts";
import { id, instant, text } from "#src/lib/fields.ts";

export const roundParams = z.strictObject({ id });

/** Selects whom one may ask about a student in a competency. */
export const colleaguesQuery = z.strictObject({ studentId: id, competencyId: id });
export const colleaguesAnswer = z.object({
  studentId: z.string(),
  studentName: z.string(),
  competencyId: z.string(),
  competencyName: z.string(),
  category: z.string(),
  /** Supervisors of the student, the reader among them. */
  colleagues: z.array(z.object({ id: z.string(), name: z.string(), isOwn: z.boolean() })),
  /** An open round about the same, of which there is one at most. */
  open: z.object({ roundId: z.string(), startedBy: z.string(), takesPart: z.boolean() }).nullable(),
  /** The earliest instant that `observedAt` may be. */
  observedFrom: z.string().nullable(),
  timeZone: z.string(),
  /** A day of the school. */
  today: z.string(),
});
export type ColleaguesAnswer = z.infer<typeof colleaguesAnswer>;

const colleagueIds = z.array(id).min(1).max(mostColleagues);

export const startBody = z.strictObject({
  studentId: id,
  competencyId: id,
  colleagueIds,
  observedAt: instant,
  words: text({ min: 1, max: maxAskingWords })
    .refine((value) => value.trim() !== "", "must say something")
    .optional(),
});
export type StartBody = z.infer<typeof startBody>;
export const askMoreBody = z.strictObject({ colleagueIds });

export const answerBody = z.strictObject({ evaluationData: amendBody.shape.evaluationData });
export type AnswerBody = z.infer<typeof answerBody>;

export const roundState = z.object({
  roundId: z.string(),
  state: z.enum(roundStates),
  asked: z.number().int(),
  answered: z.number().int(),
});
export type RoundStateAnswer = z.infer<typeof roundState>;

const askedLine = z.object({
  id: z.string(),
  name: z.string(),
  isOwn: z.boolean(),
  answeredAt: z.string().nullable(),
  remindedAt: z.string().nullable(),
});

export const roundView = roundState.extend({
  studentId: z.string(),
  studentName: z.string(),
  startedBy: z.string(),
  isStarter: z.boolean(),
  observedAt: z.string(),
  words: z.string().nullable(),
  createdAt: z.string(),
  competency: formAnswer.shape.competency,
  scale: formAnswer.shape.scale,
  criteria: formAnswer.shape.criteria,
  /** Whom they asked; for whoever started it alone. */
  colleagues: z.array(askedLine),
  /** Whom they may still ask; for whoever started it alone. */
  others: z.array(z.object({ id: z.string(), name: z.string() })),
  /** What the reader said, where they were asked; `evaluationData` is null until they answer, and once the round is closed. */
  own: z
    .object({ answeredAt: z.string().nullable(), evaluationData: amendBody.shape.evaluationData.nullable() })
    .nullable(),
});
export type RoundView = z.infer<typeof roundView>;

export const roundsAnswer = z.object({
  items: z.array(
    roundState.extend({
      studentId: z.string(),
      studentName: z.string(),
      competencyName: z.string(),
      startedBy: z.string(),
      isStarter: z.boolean(),
      createdAt: z.string(),
    }),
  ),
});
export type RoundsAnswer = z.infer<typeof roundsAnswer>;
