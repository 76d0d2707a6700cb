import { isText, listOf, nullOr, optional, shapeOf } from "#src/client/stored-shape.ts";
import type { EvaluationData } from "#src/features/assessments/schema.ts";
import { newId } from "#src/lib/ids.ts";
import { listSealed, readSealed, writeSealed } from "#src/ui/sealed/storage.ts";
import { type AssessmentValues, isAssessmentValues, isKeptFile, type KeptFile } from "./assessment-values.ts";
import { type DraftContent, type DraftOrigin, isDraftOrigin, isEvaluationData, noOrigin } from "./save-request.ts";
import { keptPrefix as prefix } from "./unsent-keys.ts";

/**
 * Text that is not on the server yet, sealed on the device so that a reload or a lost connection does not lose it, with
 * the version of the draft that it started from. It is removed as soon as the server has it: data about a student must
 * not stay on a phone longer than necessary. Each open form has an entry of its own, so that two tabs with one draft
 * do not overwrite each other's text here either.
 */
export type KeptDraft = {
  values: AssessmentValues;
  files: KeptFile[];
  /** The request body that these values give, so that another page can send it. */
  evaluationData?: EvaluationData | undefined;
  origin: DraftOrigin;
};
/** Entries that were written before drafts had versions. They did not start from any version that is known. */
type OlderDraft = Omit<KeptDraft, "origin"> & { assessmentId: string | null };

const content = {
  values: isAssessmentValues,
  files: listOf(isKeptFile),
  evaluationData: optional(isEvaluationData),
};
const isKeptDraft = shapeOf<KeptDraft>({ ...content, origin: isDraftOrigin });
const isOlderDraft = shapeOf<OlderDraft>({ ...content, assessmentId: nullOr(isText) });

export type DraftOwner = { userId: string; studentId: string; competencyId: string; requestId?: string };
export type KeptEntry = { key: string; owner: DraftOwner; draft: KeptDraft };

export function newKeptKey({ userId, studentId, competencyId }: DraftOwner): string {
  return `${prefix}${userId} ${studentId} ${competencyId} ${newId()}`;
}

/** What this device has of one draft: more than one entry if several tabs typed without saving. */
export function listKept(owner: DraftOwner): KeptEntry[] {
  return listKeptOf(owner.userId).filter(
    (entry) => entry.owner.studentId === owner.studentId && entry.owner.competencyId === owner.competencyId,
  );
}

/** All that this device has of a person's drafts. */
export function listKeptOf(userId: string): KeptEntry[] {
  return listSealed(`${prefix}${userId} `).flatMap((key) => {
    const [studentId = "", competencyId = ""] = key.slice(prefix.length + userId.length + 1).split(" ");
    const draft = readDraft(key);
    return draft ? [{ key, owner: { userId, studentId, competencyId }, draft }] : [];
  });
}

export function contentOfKept({ evaluationData, files }: KeptDraft): DraftContent | undefined {
  return evaluationData && { evaluationData, evidenceFiles: files.map(({ fileId }) => fileId) };
}

export function writeKept(key: string, draft: KeptDraft): void {
  writeSealed(key, JSON.stringify(draft));
}

export function forgetKept(key: string): void {
  writeSealed(key, null);
}

function readDraft(key: string): KeptDraft | undefined {
  try {
    return parseKept(readSealed(key) ?? "null");
  } catch {
    return undefined;
  }
}

/** Throws if the text is not JSON; undefined if it is no draft. */
export function parseKept(text: string): KeptDraft | undefined {
  const stored: unknown = JSON.parse(text);
  if (isKeptDraft(stored)) return stored;
  if (!isOlderDraft(stored)) return undefined;
  const { assessmentId, ...kept } = stored;
  return { ...kept, origin: assessmentId === null ? noOrigin : { assessmentId, version: "" } };
}
