import { openField, type Sealed, sealedFields, sealField } from "#src/platform/sealed/field.ts";

type Of = { schoolId: string; evaluationId: string };

/** A row of `evaluation_private_notes`. */
export function noteRow({ schoolId, evaluationId }: Of, note: string): Of & { note: Sealed } {
  return { schoolId, evaluationId, note: sealField(sealedFields.privateNote, { schoolId, rowId: evaluationId }, note) };
}

export function openNote({ schoolId, evaluationId }: Of, stored: Sealed): string {
  return openField(sealedFields.privateNote, { schoolId, rowId: evaluationId }, stored);
}
