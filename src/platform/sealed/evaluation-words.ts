import { wordCount } from "#src/lib/word-count.ts";
import { openField, type Sealed, sealedFields, sealField } from "#src/platform/sealed/field.ts";

/** What an evaluation says to its student: one sealed text, since each costs the same to open, however short. */
export type EvaluationWords = {
  feedback: string | null;
  strengths: string | null;
  nextSteps: string | null;
  /** By the criterion that they are about: the id of its rubric row; before it is signed, its place in the form. */
  comments: Readonly<Record<string, string>>;
};

/** The columns of an evaluation that are about its words; what is counted is counted before it is sealed. */
export type WordColumns = { words: Sealed | null; wordCount: number; hasNextSteps: boolean };

type Texts = { [Name in "feedback" | "strengths" | "nextSteps"]?: string | null | undefined };
type Criterion = { rubricId: string; comment?: string | null | undefined };
type Said = Texts & { criteria?: readonly Criterion[] | undefined };
type Of = { schoolId: string; evaluationId: string };

export function wordColumns({ schoolId, evaluationId }: Of, said: Said): WordColumns {
  const text = textOf(said, (criterion) => criterion.rubricId);
  return {
    words: text === null ? null : sealField(sealedFields.evaluationWords, { schoolId, rowId: evaluationId }, text),
    wordCount: wordCount(said.feedback) + wordCount(said.strengths) + wordCount(said.nextSteps),
    hasNextSteps: wordCount(said.nextSteps) > 0,
  };
}

export function openWords({ schoolId, evaluationId }: Of, stored: Sealed | null): EvaluationWords {
  return wordsOf(stored && openField(sealedFields.evaluationWords, { schoolId, rowId: evaluationId }, stored));
}

/** What an evaluation says that is not signed yet, as it is kept: its words are one text, the private note another. */
type Unsigned = Said & { privateNote?: string | undefined };
type Author = { schoolId: string; authorId: string };

const unsignedFields = {
  draft: { words: sealedFields.draftWords, note: sealedFields.draftNote },
  answer: { words: sealedFields.answerWords, note: sealedFields.answerNote },
};

export function sealUnsigned(
  kind: keyof typeof unsignedFields,
  { schoolId, authorId }: Author,
  data: Unsigned,
): object {
  const { feedback, strengths, nextSteps, criteria, privateNote, ...rest } = data;
  const field = unsignedFields[kind];
  const place = { schoolId, rowId: authorId };
  const text = textOf(data, (_criterion, index) => String(index));
  // A criterion may get another id while the form is unfinished (`framework-migrations`); its comment is found by the key.
  const keyed = criteria?.map(({ comment, ...line }, index) =>
    comment ? { ...line, commentKey: String(index) } : line,
  );
  return {
    ...rest,
    ...(keyed && { criteria: keyed }),
    ...(text && { words: sealField(field.words, place, text) }),
    ...(privateNote && { privateNote: sealField(field.note, place, privateNote) }),
  };
}

/** As it was kept by `sealUnsigned`. */
export type StoredUnsigned = {
  criteria?: readonly { commentKey?: string }[];
  words?: Sealed;
  privateNote?: Sealed;
};

export function openUnsigned(
  kind: keyof typeof unsignedFields,
  { schoolId, authorId }: Author,
  { criteria, words, privateNote, ...rest }: StoredUnsigned,
): object {
  const field = unsignedFields[kind];
  const place = { schoolId, rowId: authorId };
  const { comments, ...texts } = wordsOf(words ? openField(field.words, place, words) : null);
  const lines = criteria?.map(({ commentKey, ...line }) =>
    commentKey === undefined ? line : { ...line, comment: comments[commentKey] },
  );
  return {
    ...rest,
    ...(lines && { criteria: lines }),
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== null)),
    ...(privateNote && { privateNote: openField(field.note, place, privateNote) }),
  };
}

/** Null where nothing is said: an evaluation without words has none to open. */
function textOf(
  { feedback, strengths, nextSteps, criteria = [] }: Said,
  keyOf: (criterion: Criterion, index: number) => string,
): string | null {
  const said = Object.entries({ feedback, strengths, nextSteps }).filter(([, text]) => text);
  const comments = criteria.flatMap((line, index) =>
    line.comment ? [[keyOf(line, index), line.comment] as const] : [],
  );
  if (said.length === 0 && comments.length === 0) return null;
  return JSON.stringify({
    ...Object.fromEntries(said),
    ...(comments.length > 0 && { comments: Object.fromEntries(comments) }),
  });
}

function wordsOf(text: string | null): EvaluationWords {
  const said: Partial<EvaluationWords> = text ? JSON.parse(text) : {};
  const { feedback = null, strengths = null, nextSteps = null, comments = {} } = said;
  return { feedback, strengths, nextSteps, comments };
}
