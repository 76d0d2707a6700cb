import { openField, type Sealed, sealedFields, sealField } from "#src/platform/sealed/field.ts";

type Of = { schoolId: string; evaluationId: string };

/** A row of `evaluation_private_notes`. */
export function noteRow({ schoolId, evaluationId }: Of, note: string): Of & { note: Sealed } {
  return { schoolId, evaluationId, note: sealField(sealedFields.privateNote, { schoolId, rowId: evaluationId }, note) };
}

type Data = { privateNote?: string | undefined };

/** Who wrote an evaluation that is not signed yet, in a draft or in a round of feedback. */
type Author = { schoolId: string; authorId: string };

/** What an unsigned evaluation says, as it is kept. */
export function sealNoteIn<D extends Data>(field: UnsignedField, { schoolId, authorId }: Author, data: D): D {
  if (!data.privateNote) return data;
  return { ...data, privateNote: sealField(sealedFields[field], { schoolId, rowId: authorId }, data.privateNote) };
}

export function openNoteIn<D extends object>(field: UnsignedField, { schoolId, authorId }: Author, data: D): D {
  if (!("privateNote" in data) || typeof data.privateNote !== "string") return data;
  return { ...data, privateNote: openField(sealedFields[field], { schoolId, rowId: authorId }, data.privateNote) };
}

type UnsignedField = "draftNote" | "answerNote";

export function openNote({ schoolId, evaluationId }: Of, stored: string): string {
  return openField(sealedFields.privateNote, { schoolId, rowId: evaluationId }, stored);
}
