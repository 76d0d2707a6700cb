import { api, newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { BatchAnswer, BatchResult, BatchRow } from "#src/features/assessments/batch/schema.ts";
import type { StaffAssessmentView } from "#src/features/assessments/schema.ts";
import { assessmentPaths } from "../assessment-queries.ts";
import { sentenceOf } from "../assessment-values.ts";
import { batchPaths } from "./batch-queries.ts";
import { changeBatch, type KeptBatch, type KeptRow, listBatchKeys, readBatch } from "./kept-batch.ts";

/** Few enough that progress is seen, and enough that a batch is few requests. */
const rowsAtOnce = 20;

/** A row that was accepted, with what was entered, until the page is left. */
export type SentRow = { rowId: string; assessmentId: string; row: KeptRow };
export type Outcome = { sent: SentRow[]; refused: number; waiting: number; isSignedOut: boolean };

/** What this tab has sent of each batch, until its page is left. */
const sentRows = new Map<string, readonly SentRow[]>();
const nothingSent: readonly SentRow[] = [];
const listeners = new Set<() => void>();

export function subscribeSent(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function readSent(key: string): readonly SentRow[] {
  return sentRows.get(key) ?? nothingSent;
}

export function setSent(key: string, rows: readonly SentRow[]): void {
  if (rows.length === 0) sentRows.delete(key);
  else sentRows.set(key, rows);
  for (const listener of listeners) listener();
}

const underWay = new Map<string, Promise<Outcome>>();

export function isSendingBatch(key: string): boolean {
  return underWay.has(key);
}

/** Marks what is ready as submitted. From here on it is sent, from this page or any other, until it is answered. */
export function confirmRows(key: string, bodies: ReadonlyMap<string, Omit<BatchRow, "key">>): void {
  changeBatch(key, (batch) => ({
    ...batch,
    rows: Object.fromEntries(
      Object.entries(batch.rows).map(([id, row]) => {
        const body = bodies.get(id);
        if (!body || row.sending) return [id, row];
        const { refusal, ...kept } = row;
        // A request has an id already; with one of its own, a row can be submitted only once, however late it is repeated.
        const chosen = body.answers === undefined ? { assessmentId: row.key } : {};
        return [id, { ...kept, sending: { ...body, ...chosen, key: row.key } }];
      }),
    ),
  }));
}

/** Sends what was submitted of one batch. Callers in one tab share the attempt, and a lock makes tabs take turns. */
export function sendBatch(key: string): Promise<Outcome> {
  const running = underWay.get(key);
  if (running) return running;
  const started = inTurn(key, () => attempt(key)).finally(() => underWay.delete(key));
  underWay.set(key, started);
  return started;
}

function inTurn(key: string, act: () => Promise<Outcome>): Promise<Outcome> {
  return navigator.locks ? navigator.locks.request(key, act) : act();
}

async function attempt(key: string): Promise<Outcome> {
  const outcome: Outcome = { sent: [], refused: 0, waiting: 0, isSignedOut: false };
  const waiting = sendingRows(readBatch(key));
  for (let first = 0; first < waiting.length; first += rowsAtOnce) {
    const part = waiting.slice(first, first + rowsAtOnce);
    const answered = navigator.onLine ? await post(part.map(({ body }) => body)) : "away";
    if (!Array.isArray(answered)) {
      outcome.waiting += waiting.length - first;
      outcome.isSignedOut = answered === "signed-out";
      return outcome;
    }
    for (const { id, row, body } of part) {
      const result = answered.find((one) => one.key === body.key);
      const settled = result ? await settle(result, row, body) : "waiting";
      if (settled === "waiting") outcome.waiting += 1;
      else if ("refusal" in settled) {
        outcome.refused += 1;
        refuse(key, id, settled.refusal);
      } else {
        const sent = { rowId: id, assessmentId: settled.assessmentId, row };
        outcome.sent.push(sent);
        setSent(key, [...readSent(key).filter(({ rowId }) => rowId !== id), sent]);
        remove(key, id);
      }
    }
  }
  return outcome;
}

function sendingRows({ rows }: KeptBatch): { id: string; row: KeptRow; body: BatchRow }[] {
  return Object.entries(rows).flatMap(([id, row]) => (row.sending ? [{ id, row, body: row.sending }] : []));
}

async function post(rows: readonly BatchRow[]): Promise<BatchResult[] | "away" | "signed-out"> {
  try {
    // The rows have keys of their own, so the request may be repeated.
    const { results } = await api<BatchAnswer>(batchPaths.all, {
      method: "POST",
      body: { rows },
      idempotencyKey: newIdempotencyKey(),
    });
    return results;
  } catch (error) {
    if (!(error instanceof Problem)) return "away";
    const { status, code, title, detail, errors } = error;
    if (status === 401) return "signed-out";
    if (status === 0 || status === 429 || status >= 500) return "away";
    const problem = { code, title, detail, errors: [...errors] };
    return rows.map(({ key }) => ({ key, status, isRepeat: false, answer: null, problem }));
  }
}

type Settled = { assessmentId: string } | { refusal: string } | "waiting";

async function settle({ answer, problem }: BatchResult, row: KeptRow, body: BatchRow): Promise<Settled> {
  if (answer) return { assessmentId: answer.assessmentId };
  if (problem?.code === "in_flight" || problem?.code === "unavailable" || problem?.code === "rate_limited")
    return "waiting";
  const id = body.answers ?? row.key;
  if (problem?.code === "conflict" && (await hasArrived(id))) return { assessmentId: id };
  const faults = problem?.errors.map(({ message }) => sentenceOf(message)) ?? [];
  return { refusal: faults.length > 0 ? faults.join(" ") : (problem?.detail ?? "") };
}

/** A conflict may come from our own earlier attempt, whose answer was lost longer ago than keys are kept. */
async function hasArrived(id: string): Promise<boolean> {
  try {
    const { status } = await api<StaffAssessmentView>(assessmentPaths.one(id));
    return status === "SUBMITTED" || status === "APPROVED";
  } catch {
    return false;
  }
}

function refuse(key: string, id: string, refusal: string): void {
  changeBatch(key, (batch) => {
    const row = batch.rows[id];
    if (!row) return batch;
    const { sending, ...kept } = row;
    return { ...batch, rows: { ...batch.rows, [id]: { ...kept, refusal } } };
  });
}

function remove(key: string, id: string): void {
  changeBatch(key, (batch) => {
    const { [id]: _, ...rows } = batch.rows;
    return { ...batch, rows };
  });
}

/** Batches of a person with rows that were submitted and are not answered yet, and that no page here is sending. */
export function batchesToSend(userId: string): string[] {
  return listBatchKeys(userId).filter((key) => !isSendingBatch(key) && sendingRows(readBatch(key)).length > 0);
}

/** Rows on this device that were submitted and not answered yet, and those that were not submitted. */
export function countUnsent(userId: string): { submitted: number; entered: number } {
  const rows = listBatchKeys(userId).flatMap((key) => Object.values(readBatch(key).rows));
  const submitted = rows.filter(({ sending }) => sending).length;
  return { submitted, entered: rows.length - submitted };
}
