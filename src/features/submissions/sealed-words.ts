import type { SubmissionContent } from "#src/features/submissions/schema.ts";
import { type Place, type Sealed, sealedFields } from "#src/platform/sealed/field.ts";
import { openText, sealText } from "#src/platform/sealed/text.ts";

type SubmissionId = { id: string; schoolId: string };

type Words = { evidence: string; learntWhere: string | null };
type SealedContent = { evidence: Sealed; learntWhere: Sealed | null };
export type SealedColumns = Omit<SubmissionContent, "files" | keyof Words> & SealedContent;
/** A row, with its words as its student wrote them. */
export type Opened<R> = Omit<R, keyof Words> & Words;

/** What a student wrote, as it is stored. */
export function sealContent<C extends Words>(submission: SubmissionId, content: C) {
  const place = placeOf(submission);
  return {
    ...content,
    evidence: sealText(sealedFields.evidence, place, content.evidence),
    learntWhere: sealText(sealedFields.learntWhere, place, content.learntWhere),
  };
}

export function openContent<R extends SubmissionId & SealedContent>(row: R): Opened<R> {
  const place = placeOf(row);
  return {
    ...row,
    evidence: openText(sealedFields.evidence, place, row.evidence),
    learntWhere: openText(sealedFields.learntWhere, place, row.learntWhere),
  };
}

export function sealReviewComment(submission: SubmissionId, comment: string): Sealed {
  return sealText(sealedFields.reviewComment, placeOf(submission), comment);
}

type ActWords<Text> = { words: Text | null; evidence: Text | null };

/** A step of the conversation. */
export function sealStep(act: SubmissionId, { words, evidence }: ActWords<string>): ActWords<Sealed> {
  const place = placeOf(act);
  return {
    words: sealText(sealedFields.submissionActWords, place, words),
    evidence: sealText(sealedFields.submissionActEvidence, place, evidence),
  };
}

export function openStep(act: SubmissionId, { words, evidence }: ActWords<Sealed>): ActWords<string> {
  const place = placeOf(act);
  return {
    words: openText(sealedFields.submissionActWords, place, words),
    evidence: openText(sealedFields.submissionActEvidence, place, evidence),
  };
}

function placeOf({ id, schoolId }: SubmissionId): Place {
  return { schoolId, rowId: id };
}
