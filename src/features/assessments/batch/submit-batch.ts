import { AppError, errorCatalogue } from "#src/errors.ts";
import {
  type BatchAnswer,
  type BatchBody,
  type BatchResult,
  type BatchRow,
  batchRow,
} from "#src/features/assessments/batch/schema.ts";
import { openRequest } from "#src/features/assessments/open-request.ts";
import { lockOwnAssessment } from "#src/features/assessments/save-draft.ts";
import { type SubmitAnswer, submitAnswer } from "#src/features/assessments/schema.ts";
import { signAssessment } from "#src/features/assessments/signing/sign-assessment.ts";
import { newId } from "#src/lib/ids.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { hashOfRow, openRows, type RowState, storeRows } from "#src/platform/http/keyed-rows.ts";
import { appErrorOf } from "#src/platform/http/problem.ts";
import { log } from "#src/platform/log/log.ts";

export const batchPath = "/api/competency-assessments/batch";
const route = `POST ${batchPath}`;

/** Long enough to save round trips and commits, short enough that nobody waits long for the rows that it locks. */
const rowsTogether = 25;

const submittedStatus = 201;

/**
 * A supervisor signs many assessments, each as if it were sent alone. What is refused loses nothing else: a refusal is
 * decided before anything of the row is written, and where the database refuses a row, those that were sent with it are
 * each signed in a transaction of their own.
 */
export async function submitBatch(ctx: UserContext, { rows }: BatchBody): Promise<BatchAnswer> {
  const results = new Map<string, BatchResult>();
  const readable: BatchRow[] = [];
  for (const row of rows) {
    const parsed = batchRow.safeParse(row);
    if (parsed.success) readable.push(parsed.data);
    else results.set(row.key, refusal(row.key, unreadable(parsed.error.issues)));
  }
  // By student, so that two batches over the same students take their locks in one order.
  const ordered = readable.toSorted((a, b) => compare(a.studentId, b.studentId));
  const [alone, together] = [ordered.filter(isRequest), ordered.filter((row) => !isRequest(row))];
  const parts = [...alone.map((row) => [row]), ...partsOf(together)];
  let outage: AppError | undefined;
  for (const part of parts) {
    const answered: BatchResult[] | AppError = outage ?? (await signPart(ctx, part));
    if (answered instanceof AppError) outage = answered;
    const ofPart = answered instanceof AppError ? part.map(({ key }) => refusal(key, answered)) : answered;
    for (const result of ofPart) results.set(result.key, result);
  }
  const inOrder = rows.flatMap(({ key }) => results.get(key) ?? []);
  const submitted = inOrder.filter(({ answer }) => answer !== null).length;
  if (submitted > 0) wakeRelay();
  return { submitted, refused: inOrder.length - submitted, results: inOrder };
}

function isRequest({ answers }: BatchRow): boolean {
  return answers !== undefined;
}

function partsOf(rows: readonly BatchRow[]): BatchRow[][] {
  return Array.from({ length: Math.ceil(rows.length / rowsTogether) }, (_, part) =>
    rows.slice(part * rowsTogether, (part + 1) * rowsTogether),
  );
}

/** The results of some rows; an error where the next rows would fail in the same way, such as a database that is away. */
async function signPart(ctx: UserContext, part: readonly BatchRow[]): Promise<BatchResult[] | AppError> {
  try {
    return await signTogether(ctx, part);
  } catch (thrown) {
    const error = failed(ctx, thrown);
    if (isOutage(error)) return error;
    const [row, ...others] = part;
    if (row && others.length === 0) return [refusal(row.key, error)];
  }
  const results: BatchResult[] = [];
  for (const [index, row] of part.entries()) {
    const answered = await signPart(ctx, [row]);
    if (answered instanceof AppError) {
      // Those before it are signed already.
      return [...results, ...part.slice(index).map(({ key }) => refusal(key, answered))];
    }
    results.push(...answered);
  }
  return results;
}

/** A row may wait too long for a lock of its own; what else makes the server unavailable is not about a row. */
function isOutage({ code, cause }: AppError): boolean {
  if (code !== "unavailable") return false;
  return !(cause instanceof Error && "code" in cause && typeof cause.code === "string" && ofRows.has(cause.code));
}

/** A lock that is held too long, a statement that was stopped, a deadlock, a conflict between transactions. */
const ofRows: ReadonlySet<string> = new Set(["55P03", "57014", "40P01", "40001"]);

function failed(ctx: UserContext, thrown: unknown): AppError {
  const error = appErrorOf(thrown);
  if (error.code === "internal")
    log.error({ requestId: ctx.requestId, route: batchPath, err: error.cause ?? error }, error.message);
  return error;
}

/** Signs rows in one transaction. */
async function signTogether(ctx: UserContext, rows: readonly BatchRow[]): Promise<BatchResult[]> {
  return withActor(ctx.actor, async (tx) => {
    const keyed = rows.map((row) => ({ ...row, requestHash: hashOfRow(row) }));
    const states = await openRows(tx, ctx.actor, route, keyed);
    const results: BatchResult[] = [];
    const signed: { key: string; requestHash: string; status: number; answer: SubmitAnswer }[] = [];
    for (const { requestHash, ...row } of keyed) {
      const known = knownResult(row.key, states.get(row.key));
      if (known) {
        results.push(known);
        continue;
      }
      try {
        const answer = submitAnswer.parse(await signRow(tx, ctx, row));
        signed.push({ key: row.key, requestHash, status: submittedStatus, answer });
        results.push({ key: row.key, status: submittedStatus, isRepeat: false, answer, problem: null });
      } catch (error) {
        // A refusal comes before the row's first write, so those beside it stand. The opening of a request is a write,
        // and so is what the database refused.
        if (!(error instanceof AppError) || isRequest(row)) throw error;
        results.push(refusal(row.key, error));
      }
    }
    storeRows(tx, ctx.actor, route, signed);
    return results;
  });
}

function knownResult(key: string, state: RowState | undefined): BatchResult | undefined {
  switch (state?.kind) {
    case "answered": {
      const answer = submitAnswer.parse(state.answer);
      return { key, status: submittedStatus, isRepeat: true, answer, problem: null };
    }
    case "mismatch":
      return refusal(key, new AppError("idempotency_mismatch", "This key was used for another row."));
    case "in-flight":
      return refusal(key, new AppError("in_flight", "The same row is still being handled."));
    default:
      return undefined;
  }
}

async function signRow(tx: Tx, ctx: UserContext, row: BatchRow): Promise<SubmitAnswer> {
  const { studentId, competencyId, evaluationData, metadata, answers } = row;
  const signing = {
    studentId,
    competencyId,
    evaluationData,
    evidenceFiles: row.evidenceFiles ?? [],
    metadata,
    requestId: ctx.requestId,
  };
  if (answers === undefined) {
    return signAssessment(tx, ctx.actor, { ...signing, assessmentId: row.assessmentId ?? newId(), from: "NEW" });
  }
  const request = await lockOwnAssessment(tx, ctx, answers);
  if (request.studentId !== studentId || request.competencyId !== competencyId) {
    throw new AppError("invalid", "Some values are not valid.", {
      errors: [{ path: "answers", message: "is a request about another student or competency" }],
    });
  }
  if (request.status !== "REQUESTED") throw new AppError("conflict", "This request is no longer open.");
  await openRequest(tx, ctx, { id: answers, ...request }, null);
  return signAssessment(tx, ctx.actor, { ...signing, assessmentId: answers, from: "DRAFT" });
}

function refusal(key: string, error: AppError): BatchResult {
  const { code, message, errors = [], status } = error;
  return {
    key,
    status,
    isRepeat: false,
    answer: null,
    problem: { code, title: errorCatalogue[code].title, detail: message, errors },
  };
}

function unreadable(issues: readonly { path: readonly PropertyKey[]; message: string }[]): AppError {
  return new AppError("invalid", "Some values are not valid.", {
    errors: issues.map(({ path, message }) => ({ path: path.map(String).join("."), message })),
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
