import { api, Problem } from "#src/client/api.ts";
import { type Check, isObject, isText, listOf, nullOr, optional, shapeOf } from "#src/client/stored-shape.ts";
import type { DraftAnswer, EvaluationData, FormAnswer } from "#src/features/assessments/schema.ts";
import { assessmentPaths } from "./assessment-queries.ts";

/** A request body that is stored on the device. It is only passed on: the server checks it. */
export const isEvaluationData = (value: unknown): value is EvaluationData => isObject(value);

export type DraftContent = { evaluationData: EvaluationData; evidenceFiles: string[] };

/**
 * What a device knows of a draft on the server. A save names the version that its text started from, and the server
 * refuses it if the draft has another one by now. The version is only compared, and no clock is involved.
 */
export type DraftOrigin = {
  /** Null if no draft is known. */
  assessmentId: string | null;
  version: string | null;
  /** A save whose answer was lost: the server may have it. It is sent again first, which gives its version. */
  unanswered?: DraftContent | undefined;
};
export const isDraftOrigin: Check<DraftOrigin> = shapeOf<DraftOrigin>({
  assessmentId: nullOr(isText),
  version: nullOr(isText),
  unanswered: optional(shapeOf<DraftContent>({ evaluationData: isEvaluationData, evidenceFiles: listOf(isText) })),
});
export type SavedDraft = NonNullable<FormAnswer["draft"]>;
export type DraftSubject = { studentId: string; competencyId: string; requestId?: string };

export const noOrigin: DraftOrigin = { assessmentId: null, version: null };

/**
 * With a request, what is saved goes there, whatever it started from. No draft has an empty version: where somebody has
 * opened the request meanwhile, it is a conflict.
 */
export function originOf(
  draft: Pick<SavedDraft, "assessmentId" | "version"> | null,
  requestId?: string | undefined,
): DraftOrigin {
  if (requestId !== undefined) return { assessmentId: requestId, version: draft?.version ?? "" };
  return draft ? { assessmentId: draft.assessmentId, version: draft.version } : noOrigin;
}

/**
 * Sends what is unanswered, and then the content if there is one; returns the draft's new origin. `onOrigin` stores
 * each step on the device, so that a lost answer is known after a reload too.
 */
export async function saveFrom(
  subject: DraftSubject,
  origin: DraftOrigin,
  content: DraftContent | undefined,
  onOrigin: (origin: DraftOrigin) => void,
): Promise<DraftOrigin> {
  const { unanswered } = origin;
  const known = unanswered ? await saveOne(subject, origin, unanswered, onOrigin) : origin;
  return content ? saveOne(subject, known, content, onOrigin) : known;
}

async function saveOne(
  subject: DraftSubject,
  origin: DraftOrigin,
  content: DraftContent,
  onOrigin: (origin: DraftOrigin) => void,
): Promise<DraftOrigin> {
  const answered = { assessmentId: origin.assessmentId, version: origin.version };
  onOrigin({ ...answered, unanswered: content });
  try {
    const saved = originOf(await sendSave(subject, answered, content));
    onOrigin(saved);
    return saved;
  } catch (error) {
    // A refused save is not on the server.
    if (error instanceof Problem && error.status >= 400 && error.status < 500) onOrigin(answered);
    throw error;
  }
}

function sendSave(subject: DraftSubject, origin: DraftOrigin, content: DraftContent): Promise<DraftAnswer> {
  const { studentId, competencyId } = subject;
  const body = { ...content, baseVersion: origin.version };
  return origin.assessmentId === null
    ? api<DraftAnswer>(assessmentPaths.drafts, { method: "POST", body: { studentId, competencyId, ...body } })
    : api<DraftAnswer>(assessmentPaths.draft(origin.assessmentId), { method: "PUT", body });
}

/** Whether the draft was changed elsewhere since the text was started, so that nothing was saved. */
export function isStale(error: unknown): boolean {
  return error instanceof Problem && error.status === 409 && namesVersion(error.errors);
}

export function namesVersion(errors: readonly { path: string }[]): boolean {
  return errors.some(({ path }) => path === "baseVersion");
}

/** The draft as it is on the server now; null if there is none. While the request is open, it goes on in the request. */
export async function findSavedDraft(subject: DraftSubject): Promise<SavedDraft | null> {
  const { studentId, competencyId, requestId } = subject;
  const { draft, request } = await api<FormAnswer>(assessmentPaths.form(studentId, competencyId));
  return draft && requestId !== undefined && request?.assessmentId === requestId
    ? { ...draft, assessmentId: requestId }
    : draft;
}
