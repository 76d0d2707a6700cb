import { isText, listOf, oneOf, shapeOf } from "#src/client/stored-shape.ts";
import type { SubmissionAnswer, SubmissionContent, SubmissionFile } from "#src/features/submissions/schema.ts";
import { submissionKinds } from "#src/features/submissions/values.ts";
import { ofThisTab, readSealed, writeSealed } from "#src/ui/sealed/storage.ts";

/** What the form holds: an empty text for what is not given. */
export type DraftContent = Omit<SubmissionContent, "files" | "learntWhere" | "learntFrom" | "learntUntil"> & {
  learntWhere: string;
  learntFrom: string;
  learntUntil: string;
  files: SubmissionFile[];
};

export function draftOf(submission: SubmissionAnswer | null): DraftContent {
  if (!submission) {
    return { kind: "EVIDENCE", evidence: "", learntWhere: "", learntFrom: "", learntUntil: "", files: [] };
  }
  const { kind, evidence, learntWhere, learntFrom, learntUntil, files } = submission;
  return {
    kind,
    evidence,
    learntWhere: learntWhere ?? "",
    learntFrom: learntFrom ?? "",
    learntUntil: learntUntil ?? "",
    files,
  };
}

/** As the API takes it. */
export function contentOf({ files, learntWhere, learntFrom, learntUntil, ...draft }: DraftContent): SubmissionContent {
  return {
    ...draft,
    learntWhere: learntWhere === "" ? null : learntWhere,
    learntFrom: learntFrom === "" ? null : learntFrom,
    learntUntil: learntUntil === "" ? null : learntUntil,
    files: files.map(({ fileId }) => fileId),
  };
}

/**
 * What this tab keeps until it is saved, with the version that it was written from. `newId`: of a draft that may be on the
 * server by now, although nobody heard of it.
 */
export type KeptDraft = { content: DraftContent; baseVersion: string; newId: string };

const isNumber = (value: unknown): value is number => typeof value === "number";
const isKeptDraft = shapeOf<KeptDraft>({
  baseVersion: isText,
  newId: isText,
  content: shapeOf<DraftContent>({
    kind: oneOf(submissionKinds),
    evidence: isText,
    learntWhere: isText,
    learntFrom: isText,
    learntUntil: isText,
    files: listOf(shapeOf<SubmissionFile>({ fileId: isText, name: isText, sizeBytes: isNumber, mediaType: isText })),
  }),
});

export function isSame(one: DraftContent, other: DraftContent): boolean {
  return JSON.stringify(contentOf(one)) === JSON.stringify(contentOf(other));
}

const storageKey = (key: string) => ofThisTab(`evidence:${key}`);

export function keepDraft(key: string, draft: KeptDraft | null): void {
  writeSealed(storageKey(key), draft && JSON.stringify(draft));
}

export function readKeptDraft(key: string): KeptDraft | undefined {
  try {
    const stored: unknown = JSON.parse(readSealed(storageKey(key)) ?? "null");
    return isKeptDraft(stored) ? stored : undefined;
  } catch {
    return undefined;
  }
}
