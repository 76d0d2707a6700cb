import { z } from "zod";
import { assessmentStatus } from "#src/features/assessments/schema.ts";
import { progressUpdate, scaleKind } from "#src/features/progress/schema.ts";
import {
  maxCommentWords,
  maxEvidenceWords,
  maxSubmissionFiles,
  submissionActs,
  submissionKinds,
  submissionStatuses,
  submissionViews,
} from "#src/features/submissions/values.ts";
import { calendarDay, id, page, pageQuery, text } from "#src/lib/fields.ts";

export const submissionStatus = z.enum(submissionStatuses);
export type SubmissionStatus = z.infer<typeof submissionStatus>;
export const submissionKind = z.enum(submissionKinds);

export const submissionParams = z.strictObject({ id });

const submissionLine = z.object({
  id: z.string(),
  studentId: z.string(),
  studentName: z.string(),
  competencyId: z.string(),
  competencyName: z.string(),
  category: z.string(),
  kind: submissionKind,
  status: submissionStatus,
  /** Null for a draft that was never submitted. */
  submittedAt: z.string().nullable(),
  updatedAt: z.string(),
  /** Who reviews it or did so last. */
  reviewer: z.string().nullable(),
  isReviewer: z.boolean(),
});
export type SubmissionLine = z.infer<typeof submissionLine>;

export const submissionsExportQuery = z.strictObject({
  view: z.enum(submissionViews).optional(),
  kind: submissionKind.optional(),
  studentId: id.optional(),
  competencyId: id.optional(),
  search: text({ min: 1, max: 200 }).optional(),
});
export const submissionsQuery = submissionsExportQuery.extend(pageQuery);
export type SubmissionsQuery = z.output<typeof submissionsQuery>;

const count = z.number().int();
export const submissionsAnswer = page(submissionLine).extend({
  /** Of all that match the rest of the query, on this page or not. */
  counts: z.object({ open: count, waiting: count, returned: count, closed: count }),
});
export type SubmissionsAnswer = z.infer<typeof submissionsAnswer>;

const submissionFile = z.object({
  fileId: z.string(),
  name: z.string(),
  sizeBytes: z.number().int(),
  mediaType: z.string(),
});
export type SubmissionFile = z.infer<typeof submissionFile>;

export const submissionAnswer = submissionLine.extend({
  code: z.string().nullable(),
  description: z.string(),
  /** The student's live assignment of the competency. */
  assignmentId: z.string().nullable(),
  evidence: z.string(),
  learntWhere: z.string().nullable(),
  /** Days, both included. */
  learntFrom: z.string().nullable(),
  learntUntil: z.string().nullable(),
  files: z.array(submissionFile),
  /** How often it was submitted. A decision names the one that was read. */
  revision: z.number().int(),
  /** Of what the student may change; opaque, equal as long as the content is the same. */
  version: z.string(),
  /** The school's day. */
  today: z.string(),
  acts: z.array(
    z.object({
      id: z.string(),
      act: z.enum(submissionActs),
      by: z.string(),
      isStudent: z.boolean(),
      words: z.string().nullable(),
      /** What was submitted, as it read then. */
      evidence: z.string().nullable(),
      at: z.string(),
    }),
  ),
  /** For its student: the supervisors of the placement that they are in now, who are told when it is submitted. */
  reviewers: z.array(z.string()),
  scale: z.object({
    kind: scaleKind,
    name: z.string(),
    question: z.string(),
    min: z.number(),
    max: z.number(),
    target: z.number(),
    levels: z.array(z.object({ value: z.number(), label: z.string(), description: z.string() })),
  }),
  /** What its approval made. */
  assessment: z
    .object({
      assessmentId: z.string(),
      status: assessmentStatus,
      rating: z.number().nullable(),
      ratingLabel: z.string().nullable(),
    })
    .nullable(),
  /** What the reader may do now. */
  may: z.object({ write: z.boolean(), withdraw: z.boolean(), review: z.boolean() }),
});
export type SubmissionAnswer = z.infer<typeof submissionAnswer>;

const content = {
  kind: submissionKind.default("EVIDENCE"),
  evidence: text({ max: maxEvidenceWords }).default(""),
  learntWhere: text({ min: 1, max: 300 }).nullable().default(null),
  learntFrom: calendarDay.nullable().default(null),
  learntUntil: calendarDay.nullable().default(null),
  files: z.array(id).max(maxSubmissionFiles).default([]),
};
export type SubmissionContent = z.output<z.ZodObject<typeof content>>;

export const newSubmissionBody = z.strictObject({
  /** The id, if the client chooses it: a repeated creation is then a conflict, however late it comes. */
  submissionId: z.uuidv7().optional(),
  competencyId: id,
  ...content,
});
/**
 * `baseVersion` is the version that the text was written from: where the submission has another by now, it is a conflict
 * that names `baseVersion`, and nothing is overwritten. Without it, what is there is overwritten.
 */
const baseVersion = text({ max: 100 }).optional();
export const saveBody = z.strictObject({ ...content, baseVersion });
/** What somebody says for others to read: more than spaces. */
const comment = text({ min: 1, max: maxCommentWords }).refine((value) => value.trim() !== "", "must say something");
export const submitBody = z.strictObject({
  ...content,
  baseVersion,
  /** To the reviewer who returned it. */
  words: comment.optional(),
});
export type SubmitBody = z.output<typeof submitBody>;

export const savedAnswer = z.object({ submissionId: z.string(), status: submissionStatus, version: z.string() });
export type SavedAnswer = z.infer<typeof savedAnswer>;

export const stepAnswer = z.object({
  submissionId: z.string(),
  status: submissionStatus,
  progressUpdate: progressUpdate.nullable(),
});
export type StepAnswer = z.infer<typeof stepAnswer>;

/** The `revision` that the reviewer read. */
const baseRevision = z.number().int().min(0).max(10_000);
export const takeBody = z.strictObject({ baseRevision });
export const commentBody = z.strictObject({ baseRevision, comment });
export type CommentBody = z.output<typeof commentBody>;
export const approveBody = z.strictObject({
  baseRevision,
  comment,
  overallRating: z.number().min(0).max(100),
});
export type ApproveBody = z.output<typeof approveBody>;
export const approvedAnswer = stepAnswer.extend({ assessmentId: z.string() });
export type ApprovedAnswer = z.infer<typeof approvedAnswer>;
