import { isFlag, isNumber, isObject, isText, nullOr, optional, shapeOf } from "#src/client/stored-shape.ts";
import type { BatchRow } from "#src/features/assessments/batch/schema.ts";
import { type AssessmentMethod, assessmentMethods } from "#src/features/assessments/values.ts";
import { newId } from "#src/lib/ids.ts";
import { isSealedReady, listSealed, readSealed, sealedReady, writeSealed } from "#src/ui/sealed/storage.ts";
import { batchPrefix as prefix } from "../unsent-keys.ts";
import type { Entry } from "./batch-values.ts";

/**
 * What was entered in a batch and is not on the server yet, on the device: a reload or a lost connection loses nothing.
 * Each change reads what the tabs share, changes one row and writes it back, so that two tabs with one batch
 * show the same and neither overwrites the other's rows. A row is removed as soon as the server has it.
 */
export type KeptRow = Entry & {
  /** The idempotency key of the row, and the id of the assessment that it becomes. */
  key: string;
  studentName: string;
  competencyName: string;
  placementEndsOn: string | null;
  /** What was submitted: from then on the row is not changed before it is answered. */
  sending?: BatchRow | undefined;
  /** Why the server refused it. */
  refusal?: string | undefined;
};

export type KeptBatch = {
  /** As in a datetime-local input; empty until something was entered. */
  observedAt: string;
  method: AssessmentMethod;
  rows: Readonly<Record<string, KeptRow>>;
};

export const noBatch: KeptBatch = { observedAt: "", method: "DIRECT_OBSERVATION", rows: {} };

const isSending = (value: unknown): value is BatchRow =>
  isObject(value) && isText(Reflect.get(value, "key")) && isText(Reflect.get(value, "studentId"));
const isKeptRow = shapeOf<KeptRow>({
  level: isText,
  words: isText,
  isAbsent: isFlag,
  pastedFrom: nullOr(isNumber),
  key: isText,
  studentName: isText,
  competencyName: isText,
  placementEndsOn: nullOr(isText),
  sending: optional(isSending),
  refusal: optional(isText),
});

/** One batch: a competency or a student. */
export function batchKey(userId: string, subject: string): string {
  return `${prefix}${userId} ${subject}`;
}

export function listBatchKeys(userId: string): string[] {
  return listSealed(`${prefix}${userId} `);
}

const parsed = new Map<string, { text: string; batch: KeptBatch }>();

/** Returns the same object until something changes, as React's useSyncExternalStore requires. */
export function readBatch(key: string): KeptBatch {
  const text = readSealed(key) ?? "null";
  const known = parsed.get(key);
  if (known?.text === text) return known.batch;
  const batch = parseBatch(text);
  parsed.set(key, { text, batch });
  return batch;
}

export function changeBatch(key: string, edit: (batch: KeptBatch) => KeptBatch): void {
  // The rows that the device has are not known yet, and would be lost.
  if (!isSealedReady()) return void sealedReady().then(() => changeBatch(key, edit));
  const next = edit(readBatch(key));
  const isOver = Object.keys(next.rows).length === 0;
  writeSealed(key, isOver ? null : JSON.stringify(next));
}

/** Changes what was entered in one row; a row that is being sent stays as it is. */
export function changeRow(
  key: string,
  row: { id: string; names: Pick<KeptRow, "studentName" | "competencyName" | "placementEndsOn"> },
  occasion: Pick<KeptBatch, "observedAt" | "method">,
  edit: (entry: KeptRow) => Partial<Entry>,
): void {
  changeBatch(key, (batch) => {
    const before = batch.rows[row.id] ?? { ...newRow(), ...row.names };
    if (before.sending) return batch;
    const { refusal, ...changed } = { ...before, ...edit(before) };
    const { [row.id]: _, ...others } = batch.rows;
    const isEmpty = changed.level.trim() === "" && changed.words === "" && !changed.isAbsent;
    // What is observed, and how, is kept with the first row, as it was then.
    const kept = Object.keys(batch.rows).length === 0 ? { ...batch, ...occasion } : batch;
    return { ...kept, rows: isEmpty ? others : { ...others, [row.id]: changed } };
  });
}

export function newRow(): KeptRow {
  return {
    level: "",
    words: "",
    isAbsent: false,
    pastedFrom: null,
    key: newId(),
    studentName: "",
    competencyName: "",
    placementEndsOn: null,
  };
}

/** What a text in storage holds; nothing where another version of the page wrote something else. */
export function parseBatch(text: string): KeptBatch {
  try {
    const stored: unknown = JSON.parse(text);
    if (!isObject(stored)) return noBatch;
    const { observedAt, method, rows } = stored as Partial<Record<keyof KeptBatch, unknown>>;
    if (!isText(observedAt) || !isObject(rows)) return noBatch;
    const known = Object.entries(rows).filter((entry): entry is [string, KeptRow] => isKeptRow(entry[1]));
    return {
      observedAt,
      method: assessmentMethods.find((one) => one === method) ?? noBatch.method,
      rows: Object.fromEntries(known),
    };
  } catch {
    return noBatch;
  }
}
