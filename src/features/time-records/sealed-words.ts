import type { Place, Sealed } from "#src/platform/sealed/field.ts";
import { sealedFields } from "#src/platform/sealed/field.ts";
import { openText, sealText } from "#src/platform/sealed/text.ts";

type RecordId = { id: string; schoolId: string };

/** What a student writes about their hours. */
type Words = { activity: string; note: string | null; place: string | null };
export type SealedWords = { activity: Sealed; note: Sealed | null; place: Sealed | null };

export function sealHours<E extends Words>(record: RecordId, { activity, note, place, ...entry }: E) {
  const at = placeOf(record);
  return {
    ...entry,
    activity: sealText(sealedFields.hoursActivity, at, activity),
    note: sealText(sealedFields.hoursNote, at, note),
    place: sealText(sealedFields.hoursPlace, at, place),
  };
}

export function sealHoursReason(record: RecordId, reason: string | null): Sealed | null {
  return sealText(sealedFields.hoursReason, placeOf(record), reason);
}

export function sealHoursAnswer(record: RecordId, answer: string | null): Sealed | null {
  return sealText(sealedFields.hoursAnswer, placeOf(record), answer);
}

export function openActivity(record: RecordId, activity: Sealed): string {
  return openText(sealedFields.hoursActivity, placeOf(record), activity);
}

type AllWords = Words & { reason: string | null; answer: string | null };
type AllSealed = SealedWords & { reason: Sealed | null; answer: Sealed | null };

/** A row with all words of its student and of whoever decided. */
export function openHours<R extends RecordId & AllSealed>(row: R): Omit<R, keyof AllWords> & AllWords {
  const at = placeOf(row);
  return {
    ...row,
    activity: openActivity(row, row.activity),
    note: openText(sealedFields.hoursNote, at, row.note),
    place: openText(sealedFields.hoursPlace, at, row.place),
    reason: openText(sealedFields.hoursReason, at, row.reason),
    answer: openText(sealedFields.hoursAnswer, at, row.answer),
  };
}

function placeOf({ id, schoolId }: RecordId): Place {
  return { schoolId, rowId: id };
}
