import { z } from "zod";
import {
  assessmentActs,
  assessmentMethods,
  centreSorts,
  centreStates,
  centreTabs,
  nextActs,
  observedPeriods,
} from "#src/features/assessments/values.ts";
import { progressUpdate, shownAssignmentStatus } from "#src/features/progress/schema.ts";
import { dayInterval, id, instant, looseObject, orderQuery, page, pageQuery, text } from "#src/lib/fields.ts";

export const assessmentMethod = z.enum(assessmentMethods);

export const assessmentStatus = z.enum([
  "REQUESTED",
  "DRAFT",
  "SUBMITTED",
  "APPROVED",
  "REJECTED",
  "DECLINED",
  "CANCELLED",
  "EXPIRED",
  "DISCARDED",
  "VOIDED",
]);
export type AssessmentStatus = z.infer<typeof assessmentStatus>;

export const evaluationState = z.enum(["DRAFT", "SIGNED", "SUPERSEDED", "VOIDED", "DISCARDED"]);
export type EvaluationState = z.infer<typeof evaluationState>;

const rating = z.number().min(0).max(100);

/** `score: null` means "not observed" and is left out of the rubric's result. */
const criterionScore = z.strictObject({
  rubricId: id,
  score: z.number().min(0).max(1000).nullable(),
  comment: text({ max: 4000 }).optional(),
});

export const evaluationData = z.strictObject({
  overallRating: rating.optional(),
  criteria: z.array(criterionScore).max(50).optional(),
  observedAt: instant.optional(),
  method: assessmentMethod.optional(),
  rotationId: id.optional(),
  feedback: text({ max: 8000 }).optional(),
  strengths: text({ max: 8000 }).optional(),
  nextSteps: text({ max: 8000 }).optional(),
  privateNote: text({ max: 8000 }).optional(),
});
export type EvaluationData = z.infer<typeof evaluationData>;

export const submitBody = z.strictObject({
  /**
   * The id of the assessment if the client chooses it: a repeated submission is then a conflict, however late it comes.
   */
  assessmentId: z.uuidv7().optional(),
  studentId: id,
  competencyId: id,
  evaluationData,
  evidenceFiles: z.array(id).max(20).optional(),
  metadata: looseObject.optional(),
});
export type SubmitBody = z.infer<typeof submitBody>;

export const submitAnswer = z.object({
  assessmentId: z.string(),
  status: z.enum(["submitted", "approved", "rejected"]),
  progressUpdate: progressUpdate.nullable(),
});
export type SubmitAnswer = z.infer<typeof submitAnswer>;

export const assessmentParams = z.strictObject({ id });

const baseVersion = text({ max: 100 });

/**
 * A draft has the same fields, all optional, so that an unfinished form can be saved. `baseVersion` is the version that
 * the text was written from, null for none: where the draft has another by now, the save is a conflict that names
 * `baseVersion`, and nothing is overwritten. Without it, the save overwrites whatever is there.
 */
export const draftUpdateBody = z.strictObject({
  evaluationData,
  evidenceFiles: z.array(id).max(20).optional(),
  baseVersion: baseVersion.nullable().optional(),
});
export const draftBody = draftUpdateBody.extend({ studentId: id, competencyId: id });
export const discardQuery = z.strictObject({ baseVersion: baseVersion.optional() });
export const draftAnswer = z.object({
  assessmentId: z.string(),
  status: z.literal("draft"),
  savedAt: z.string(),
  /** Opaque; equal as long as the content is the same. */
  version: z.string(),
});
export type DraftAnswer = z.infer<typeof draftAnswer>;

/** Submits a draft with the current content of the form. The draft's student and competency do not change. */
export const submitDraftBody = z.strictObject({
  evaluationData,
  evidenceFiles: z.array(id).max(20).optional(),
  baseVersion: baseVersion.nullable().optional(),
  metadata: looseObject.optional(),
});

/** What somebody says for others to read: a reason, a reply. */
function sentence(max: number) {
  return text({ min: 1, max }).refine((value) => value.trim() !== "", "must say something");
}

/**
 * The `revision` of the assessment that its reader saw: an act on another one is a conflict, since it would be about
 * words that they have not read.
 */
const baseRevision = z.number().int().min(1).max(10_000);

/** The whole judgement as it shall read; when and how it was observed is not amended. */
export const amendBody = z.strictObject({
  baseRevision,
  reason: sentence(2000),
  evaluationData: evaluationData.pick({
    overallRating: true,
    criteria: true,
    feedback: true,
    strengths: true,
    nextSteps: true,
    privateNote: true,
  }),
});
export type AmendBody = z.infer<typeof amendBody>;
export const voidBody = z.strictObject({ baseRevision, reason: sentence(2000) });
export const approveBody = z.strictObject({ baseRevision, comment: text({ max: 2000 }).optional() });
export const rejectBody = z.strictObject({ baseRevision, reason: sentence(2000) });
export const acknowledgeBody = z.strictObject({ baseRevision });
export const replyBody = z.strictObject({ words: sentence(4000) });

export const actAnswer = z.object({
  assessmentId: z.string(),
  status: z.string(),
  revision: z.number().int(),
  progressUpdate: progressUpdate.nullable(),
});
export type ActAnswer = z.infer<typeof actAnswer>;

const rubricCriterion = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  weight: z.number(),
  maxScore: z.number(),
  passScore: z.number().nullable(),
  performanceLevels: z.array(z.object({ value: z.number(), label: z.string(), description: z.string() })),
});

export const ratingScale = z.object({
  id: z.string(),
  name: z.string(),
  question: z.string(),
  kind: z.enum(["ORDINAL", "NUMERIC", "BINARY"]),
  min: z.number(),
  max: z.number(),
  levels: z.array(z.object({ value: z.number(), label: z.string(), description: z.string() })),
});

/** Selects the data to assess one student in one competency. */
export const formQuery = z.strictObject({ studentId: id, competencyId: id });
export const formAnswer = z.object({
  student: z.object({ id: z.string(), name: z.string(), studentNumber: z.string().nullable(), subtitle: z.string() }),
  competency: z.object({
    id: z.string(),
    code: z.string().nullable(),
    name: z.string(),
    description: z.string(),
    category: z.string(),
    targetRating: z.number(),
  }),
  position: z.number().int(),
  totalCompetencies: z.number().int(),
  lastAssessed: z.object({ rating: z.number().nullable(), label: z.string().nullable(), date: z.string() }).nullable(),
  /** The earliest instant that `observedAt` may be; null where the competency was assigned without a day. */
  observedFrom: z.string().nullable(),
  scale: ratingScale,
  criteria: z.array(rubricCriterion),
  rotations: z.array(z.object({ id: z.string(), name: z.string() })),
  /** The open request of this student to the reader. Without a day in the future: what was planned may be assessed now. */
  request: z
    .object({
      assessmentId: z.string(),
      observedAt: z.string(),
      words: z.string().nullable(),
      askedAt: z.string(),
      /** A day of the school. */
      answerOn: z.string().nullable(),
    })
    .nullable(),
  draft: z
    .object({
      assessmentId: z.string(),
      evaluationData,
      evidenceFiles: z.array(z.string()),
      savedAt: z.string(),
      version: z.string(),
    })
    .nullable(),
});
export type FormAnswer = z.infer<typeof formAnswer>;

/** A judgement as it stands in the form, to see what signing it would change. */
export const effectBody = z.strictObject({
  studentId: id,
  competencyId: id,
  evaluationData: evaluationData.pick({ overallRating: true, criteria: true, observedAt: true }),
});

/** Where a student stands in one competency. */
const standing = z.object({
  status: shownAssignmentStatus,
  progressPercentage: z.number(),
  /** Null where there is too little evidence. */
  result: z.number().nullable(),
  /** Assessments at or above the target. */
  atTarget: z.number().int(),
  completedCompetencies: z.number().int(),
});
export type Standing = z.infer<typeof standing>;

export const effectAnswer = z.object({
  now: standing,
  /** By the rules of signing; null while something that a signature needs is missing or wrong. */
  signed: z
    .object({
      /** What the judgement amounts to: the overall rating, else the rubric's result. */
      rating: z.number(),
      rubricResult: z.number().nullable(),
      after: standing,
      /** Once it is countersigned, where it counts only then. */
      afterCountersigned: standing.nullable(),
      /** One sentence on what is missing after it counts. */
      nextStep: z.string(),
    })
    .nullable(),
  /** How often the target must be reached, where that is how the competency is scored. */
  times: z.number().int().nullable(),
  totalCompetencies: z.number().int(),
});
export type EffectAnswer = z.infer<typeof effectAnswer>;

const fileLine = z.object({ fileId: z.string(), name: z.string(), sizeBytes: z.number(), mediaType: z.string() });

const evaluationView = z.object({
  id: z.string(),
  evaluator: z.string(),
  evaluatorRole: z.string(),
  state: evaluationState,
  isSelf: z.boolean(),
  /** Its student is not told who wrote it; for them `evaluator` is empty. */
  isAnonymous: z.boolean(),
  /** The reader wrote it. */
  isOwn: z.boolean(),
  overallRating: z.number().nullable(),
  ratingLabel: z.string().nullable(),
  rubricResult: z.number().nullable(),
  criteria: z.array(
    z.object({
      rubricId: z.string(),
      name: z.string(),
      score: z.number().nullable(),
      maxScore: z.number(),
      /** A score below it fails the whole; null where the criterion may be failed. */
      passScore: z.number().nullable(),
      /** The name of the level that the score stands for. */
      label: z.string().nullable(),
      comment: z.string().nullable(),
    }),
  ),
  feedback: z.string().nullable(),
  strengths: z.string().nullable(),
  nextSteps: z.string().nullable(),
  revision: z.number().int(),
  /** The evaluation that this one amended. */
  replacesId: z.string().nullable(),
  /** Why this revision replaced the one before it. */
  changeReason: z.string().nullable(),
  signedAt: z.string().nullable(),
});

/** What somebody did with it, in `words` of their own where they gave any. `revision` is the one that it was about. */
const actLine = z.object({
  act: z.enum(assessmentActs),
  by: z.string(),
  isOwn: z.boolean(),
  at: z.string(),
  words: z.string().nullable(),
  revision: z.number().int().nullable(),
});

/** A student's view. It has no private note: output schemas differ by audience. */
export const assessmentView = z.object({
  id: z.string(),
  studentId: z.string(),
  studentName: z.string(),
  competencyId: z.string(),
  competencyName: z.string(),
  category: z.string(),
  method: z.string(),
  status: z.string(),
  observedAt: z.string().nullable(),
  submittedAt: z.string().nullable(),
  rotation: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()).nullable(),
  scale: ratingScale,
  targetRating: z.number(),
  /** What its evaluations come to; null where none of them counts. */
  value: z.number().nullable(),
  needsCountersignature: z.boolean(),
  /** Grows with every submission and amendment; an act names the one that it started from. */
  revision: z.number().int(),
  evaluations: z.array(evaluationView),
  acts: z.array(actLine),
  /** What the reader may do with it. */
  nextActs: z.array(z.enum(nextActs)),
  evidenceFiles: z.array(fileLine),
});
export const staffAssessmentView = assessmentView.extend({
  evaluations: z.array(evaluationView.extend({ privateNote: z.string().nullable() })),
});
export type StaffAssessmentView = z.infer<typeof staffAssessmentView>;

export const assessmentsQuery = z.strictObject({
  studentId: id.optional(),
  competencyId: id.optional(),
  status: assessmentStatus.optional(),
  ...pageQuery,
});
const assessmentLine = z.object({
  id: z.string(),
  studentId: z.string(),
  studentName: z.string(),
  competencyId: z.string(),
  competencyName: z.string(),
  category: z.string(),
  status: z.string(),
  rating: z.number().nullable(),
  ratingLabel: z.string().nullable(),
  maxRating: z.number(),
  scaleKind: z.enum(["ORDINAL", "NUMERIC", "BINARY"]),
  evaluator: z.string().nullable(),
  observedAt: z.string().nullable(),
  submittedAt: z.string().nullable(),
});
export type AssessmentLine = z.infer<typeof assessmentLine>;
export const assessmentsAnswer = page(assessmentLine);
export type AssessmentsAnswer = z.infer<typeof assessmentsAnswer>;

/**
 * "Waiting for you": the open tasks of an assessor. `kind` is the reason for the line: a draft of their own is
 * unfinished, a student asked, a colleague asked for their view (`assessmentId` is then that of the round), or the
 * competency falls due (or is overdue) for a student of their placements.
 */
export const queueLine = z.object({
  kind: z.enum(["request", "feedback", "draft", "due"]),
  assessmentId: z.string().nullable(),
  studentId: z.string(),
  studentName: z.string(),
  competencyId: z.string(),
  competencyName: z.string(),
  category: z.string(),
  /** When a draft was saved last, when a request was made, when a competency is due. */
  since: z.string(),
  /** Of a request: when it happened, and until when it can be answered. */
  happenedAt: z.string().nullable(),
  answerBy: z.string().nullable(),
  dueDate: z.string().nullable(),
  /** The due date as a day of the school. */
  dueOn: z.string().nullable(),
  isOverdue: z.boolean(),
  /** Of a draft: whether it has a level, and words for the student. */
  hasLevel: z.boolean(),
  hasWords: z.boolean(),
});
export type QueueLine = z.infer<typeof queueLine>;

/** A student with what is due for them; `due` counts all of it, `items` has the first lines. */
const queueStudent = z.object({
  studentId: z.string(),
  studentName: z.string(),
  due: z.number().int(),
  overdue: z.number().int(),
  firstDueOn: z.string(),
});
export type QueueStudent = z.infer<typeof queueStudent>;

/** `limit` and `cursor` count students; drafts and requests are on the first page. */
export const queueQuery = z.strictObject({ ...pageQuery });
export const queueAnswer = page(queueLine).extend({
  students: z.array(queueStudent),
  /** All that is listed, on whatever page. */
  counts: z.object({
    drafts: z.number().int(),
    requests: z.number().int(),
    feedback: z.number().int(),
    due: z.number().int(),
    students: z.number().int(),
  }),
  /** Whom the reader has hidden until the next morning, with what is due for them. */
  hidden: z.array(
    z.object({ studentId: z.string(), studentName: z.string(), due: z.number().int(), until: z.string() }),
  ),
  /** Assessed since they fell due and not at target yet; `backOn` is the school's day on which the first comes back. */
  later: z.object({ count: z.number().int(), backOn: z.string().nullable() }),
});
export type QueueAnswer = z.infer<typeof queueAnswer>;

export const hideBody = z.strictObject({ studentId: id });
export const hideAnswer = z.object({ hiddenUntil: z.string() });
export type HideAnswer = z.infer<typeof hideAnswer>;
export const hiddenParams = z.strictObject({ studentId: id });

/** The assessment centre: one tab's lines, by the keys of `centreSorts`, with the counts of all tabs. */
export const centreExportQuery = z.strictObject({
  tab: z.enum(centreTabs),
  /** Words of the student's name or number, or of the competency's name or code. */
  search: text({ min: 1, max: 200 }).optional(),
  studentId: id.optional(),
  /** Of what is submitted. */
  state: z.enum(centreStates).optional(),
  level: z.coerce.number().min(0).max(100).optional(),
  /** The last days up to today, or an interval of days of the school. */
  observed: z.union([z.enum(observedPeriods), dayInterval]).optional(),
  ...orderQuery(centreSorts),
});
export const centreQuery = centreExportQuery.extend(pageQuery);

const centreLine = z.object({
  id: z.string(),
  assessmentId: z.string().nullable(),
  studentId: z.string(),
  studentName: z.string(),
  competencyId: z.string(),
  competencyName: z.string(),
  category: z.string(),
  askedAt: z.string().nullable(),
  happenedAt: z.string().nullable(),
  answerBy: z.string().nullable(),
  savedAt: z.string().nullable(),
  hasLevel: z.boolean(),
  hasWords: z.boolean(),
  dueOn: z.string().nullable(),
  assessedAt: z.string().nullable(),
  submittedAt: z.string().nullable(),
  author: z.string().nullable(),
  state: z.enum(centreStates).nullable(),
  hasFiles: z.boolean(),
  level: z.number().nullable(),
  levelLabel: z.string().nullable(),
  targetRating: z.number(),
  maxRating: z.number(),
  scaleKind: z.enum(["ORDINAL", "NUMERIC", "BINARY"]),
});
export type CentreLine = z.infer<typeof centreLine>;
export const centreAnswer = page(centreLine).extend({
  /** Lines of the tab that match the filters. */
  total: z.number().int(),
  counts: z.object({
    requested: z.number().int(),
    drafts: z.number().int(),
    due: z.number().int(),
    submitted: z.number().int(),
    countersign: z.number().int(),
  }),
});
export type CentreAnswer = z.infer<typeof centreAnswer>;
