import { z } from "zod";
import { assessmentStatus } from "#src/features/assessments/schema.ts";
import { maxRequestWords } from "#src/features/requests/values.ts";
import { id, instant, page, pageQuery, text } from "#src/lib/fields.ts";

/** Words for another person: more than spaces. */
const words = text({ min: 1, max: maxRequestWords }).refine((value) => value.trim() !== "", "must not be empty");

export const requestParams = z.strictObject({ id });

export const askBody = z.strictObject({
  competencyId: id,
  supervisorId: id,
  observedAt: instant,
  words: words.optional(),
});
export type AskBody = z.infer<typeof askBody>;

export const askAnswer = z.object({
  assessmentId: z.string(),
  status: z.literal("requested"),
  supervisorName: z.string(),
  /** The instant until which it can be answered, and its day of the school. */
  answerBy: z.string(),
  answerOn: z.string(),
});
export type AskAnswer = z.infer<typeof askAnswer>;

export const declineBody = z.strictObject({ reason: words });
export const requestState = z.object({
  assessmentId: z.string(),
  status: z.enum(["requested", "declined", "cancelled"]),
});

export const requestRules = z.strictObject({
  daysBack: z.number().int().min(0).max(60),
  daysToAnswer: z.number().int().min(1).max(60),
  reminderDays: z.number().int().min(0).max(59),
});
export const rulesBody = requestRules.refine(({ reminderDays, daysToAnswer }) => reminderDays < daysToAnswer, {
  path: ["reminderDays"],
  message: "must be fewer than the days to answer",
});

export const supervisorsQuery = z.strictObject({ competencyId: id });

const askable = z.object({
  id: z.string(),
  name: z.string(),
  rotation: z.string(),
  /** How many requests of anybody wait for them. */
  waiting: z.number().int(),
  /** How many of their assessments of the student in this competency count. */
  assessed: z.number().int(),
  /** The competency asks for another assessor, and this person would be one. */
  closesGap: z.boolean(),
  /** A request of the student for this competency which they have not answered yet. */
  open: z.object({ status: z.enum(["REQUESTED", "DRAFT"]), askedAt: z.string() }).nullable(),
});
export type Askable = z.infer<typeof askable>;

/** Whom a student may ask, those first who would close a gap, then the least busy, and what the school's rules allow. */
export const supervisorsAnswer = z.object({
  assignmentId: z.string(),
  competencyId: z.string(),
  competencyName: z.string(),
  code: z.string().nullable(),
  category: z.string(),
  /** How many assessors the competency still asks for. */
  assessorsMissing: z.number().int(),
  supervisors: z.array(askable),
  timeZone: z.string(),
  /** Days of the school: today, and the first day on which it may have happened. */
  today: z.string(),
  earliestOn: z.string(),
  answerOn: z.string(),
});
export type SupervisorsAnswer = z.infer<typeof supervisorsAnswer>;

export const requestLine = z.object({
  assessmentId: z.string(),
  studentId: z.string(),
  studentName: z.string(),
  competencyId: z.string(),
  competencyName: z.string(),
  category: z.string(),
  supervisorId: z.string(),
  supervisorName: z.string(),
  status: assessmentStatus,
  observedAt: z.string().nullable(),
  askedAt: z.string(),
  answerBy: z.string().nullable(),
  /** A day of the school. */
  answerOn: z.string().nullable(),
  words: z.string().nullable(),
  reason: z.string().nullable(),
  isRenewed: z.boolean(),
});
export type RequestLine = z.infer<typeof requestLine>;
export const requestsAnswer = page(requestLine);
export type RequestsAnswer = z.infer<typeof requestsAnswer>;

/** `open`: not answered yet, or begun; `closed`: everything else. */
export const askedQuery = z.strictObject({ state: z.enum(["open", "closed"]).optional(), ...pageQuery });
export const listQuery = z.strictObject({ ...pageQuery });

/** An expired request as its school sees it. `isRenewable`: it was not renewed yet, and the two still work together. */
export const expiredLine = requestLine.omit({ words: true, reason: true }).extend({ isRenewable: z.boolean() });
export type ExpiredLine = z.infer<typeof expiredLine>;
export const expiredAnswer = page(expiredLine);
export type ExpiredAnswer = z.infer<typeof expiredAnswer>;

/** A draft that began as a request and is not submitted for long. It says who, and nothing of what is written. */
export const staleDraftLine = z.object({
  assessmentId: z.string(),
  studentId: z.string(),
  studentName: z.string(),
  competencyName: z.string(),
  supervisorName: z.string(),
  askedAt: z.string(),
  openedAt: z.string(),
});
export type StaleDraftLine = z.infer<typeof staleDraftLine>;
export const staleDraftsAnswer = page(staleDraftLine);
export type StaleDraftsAnswer = z.infer<typeof staleDraftsAnswer>;
