import { api, newIdempotencyKey } from "#src/client/api.ts";
import { assessmentPaths } from "../assessment-queries.ts";
import { toLocalInput } from "../assessment-values.ts";
import { changeBatch, type KeptRow, newRow, noBatch } from "./kept-batch.ts";
import { readSent, type SentRow, setSent } from "./send-batch.ts";

/** More would not be taken back within the seconds that an author has. */
export const mostToUndo = 40;
const atOnce = 6;

/**
 * Takes back what was just submitted: the rows are in the grid again, as they were entered. An answer to a request stays
 * a draft of the request, which goes on in the form. Returns how many were taken back.
 */
export async function undoBatch(key: string, rows: readonly SentRow[]): Promise<number> {
  const waiting = [...rows];
  let undone = 0;
  const next = async () => {
    for (let row = waiting.shift(); row; row = waiting.shift()) {
      if (await takeBack(key, row)) undone += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, next));
  return undone;
}

async function takeBack(key: string, { rowId, assessmentId, row }: SentRow): Promise<boolean> {
  try {
    await api(assessmentPaths.act(assessmentId, "take-back"), {
      method: "POST",
      idempotencyKey: newIdempotencyKey(),
    });
  } catch {
    return false;
  }
  setSent(
    key,
    readSent(key).filter((one) => one.rowId !== rowId),
  );
  if (row.sending?.answers !== undefined) return true;
  const { sending, refusal, ...entered } = row;
  // With a key of its own, since it will be another assessment.
  const restored = { ...entered, key: newRow().key };
  changeBatch(key, (batch) => ({
    ...(Object.keys(batch.rows).length === 0 ? occasionOf(row) : batch),
    rows: { ...batch.rows, [rowId]: restored },
  }));
  // Should this fail, the row says that there is a draft.
  await api(assessmentPaths.draft(assessmentId), { method: "DELETE" }).catch(() => {});
  return true;
}

function occasionOf({ sending }: KeptRow) {
  const { observedAt, method = noBatch.method } = sending?.evaluationData ?? {};
  return { observedAt: toLocalInput(observedAt ? new Date(observedAt) : new Date()), method };
}
