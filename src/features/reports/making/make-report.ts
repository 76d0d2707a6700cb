import { AppError } from "#src/errors.ts";
import { noteKey } from "#src/features/files/queries.ts";
import { notify } from "#src/features/notifications/notify.ts";
import { blocksOf } from "#src/features/reports/building/as-pdf.ts";
import { csvOf, sheetsOf } from "#src/features/reports/building/as-sheets.ts";
import type { ReportModel } from "#src/features/reports/building/model.ts";
import { loadReport } from "#src/features/reports/facts/load-report.ts";
import { loadScope } from "#src/features/reports/facts/load-scope.ts";
import { audienceOf, viewerOf } from "#src/features/reports/making/cache-key.ts";
import {
  type LockedRun,
  lockRun,
  selectAsker,
  updateProgress,
  updateState,
  upsertFile,
} from "#src/features/reports/queries.ts";
import { runSteps } from "#src/features/reports/rules.ts";
import { recipientsOf } from "#src/features/reports/saved/recipients.ts";
import { type Question, question as questionSchema } from "#src/features/reports/schema.ts";
import type { Format, RunState } from "#src/features/reports/values.ts";
import { selectBranding } from "#src/features/schools/queries.ts";
import { now } from "#src/lib/clock.ts";
import { allowsStep } from "#src/lib/state-table.ts";
import { readAs, type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { StoredFile } from "#src/platform/files/file-store.ts";
import { fileStore } from "#src/platform/files/open-file-store.ts";
import type { JobContext } from "#src/platform/jobs/job.ts";
import { brandingOf } from "#src/platform/pdf/branding.ts";
import type { PdfOptions } from "#src/platform/pdf/options.ts";
import { pdfOf } from "#src/platform/pdf/pdf-of.ts";
import { xlsxOf } from "#src/platform/spreadsheet/xlsx.ts";
import type { SystemActor, UserActor } from "#src/policy/actor.ts";

const keptMs = 24 * 60 * 60_000;
/** A key is noted until the row of its file is there. */
const noteMs = 60 * 60_000;
const reportEveryMs = 500;

const mediaTypes: Record<Format, string> = {
  PDF: "application/pdf",
  XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  CSV: "text/csv; charset=utf-8",
};

type Context = Pick<JobContext, "actor" | "signal" | "progress">;

/**
 * Makes the file of a run under the rights of whoever asked for it, as they are now; it ends where these have ended. It
 * may be stopped anywhere and run again, also twice at once: a file is shown only by the row that is written when it is
 * complete, and the first to write it wins. Expected failures are told to the asker; others are thrown, to be tried again.
 */
export async function makeReport(context: Context, runId: string): Promise<void> {
  const run = await begin(context.actor, runId);
  if (!run) return;
  const [asker] = await readAs(context.actor, (tx) => tx.query(selectAsker, { userId: run.userId }));
  if (!asker) return fail(context.actor, runId, words.rightEnded);
  const { name, ...who } = asker;
  const actor: UserActor = { kind: "user", ...who, sessionId: "report" };
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  try {
    const question = questionSchema.parse(run.question);
    const scope = await loadScope(actor, question);
    if (audienceOf(scope) !== run.audience) return await fail(context.actor, runId, words.changed);
    const model = await loadReport({ actor, name, requestId: runId, at: now() }, question, scope);
    const tell = progressTo(context, runId, stop);
    await tell(10);
    const stored = await store(
      context.actor,
      run,
      piecesOf(actor, question, counted(model, signal, tell), signal),
      signal,
    );
    signal.throwIfAborted();
    await finish(context.actor, run, { stored, question, actor, owner: name });
  } catch (error) {
    // Cancelled by the asker: the row says so already.
    if (stop.signal.aborted) return;
    if (!(error instanceof AppError) || error.code === "unavailable") throw error;
    const isEnded = error.code === "not_found" || error.code === "forbidden";
    await fail(context.actor, runId, isEnded ? words.rightEnded : error.message);
  }
}

const words = {
  rightEnded: "Whoever asked for it may not see this any more.",
  changed: "Whom it is about changed before it was made. Make it again.",
  broken: "It could not be made, and nothing was kept. Try again; if it fails again, choose a shorter period.",
};

/** Tells that a run failed for good. */
export function failRun(actor: SystemActor, runId: string): Promise<void> {
  return fail(actor, runId, words.broken);
}

async function begin(actor: SystemActor, id: string): Promise<LockedRun | undefined> {
  return withActor(actor, async (tx) => {
    const [run] = await tx.query(lockRun, { id });
    // One whose worker was killed is running already.
    if (run?.state === "RUNNING") return run;
    if (run?.state !== "QUEUED") return undefined;
    move(tx, run, "RUNNING", 0);
    return run;
  });
}

async function fail(actor: SystemActor, id: string, error: string): Promise<void> {
  await withActor(actor, async (tx) => {
    const [run] = await tx.query(lockRun, { id });
    if (run && allowsStep(runSteps, run.state, "FAILED", "job")) move(tx, run, "FAILED", 0, error);
  });
}

function move(
  tx: Tx,
  run: Pick<LockedRun, "id" | "state">,
  to: RunState,
  progress: number,
  error: string | null = null,
): void {
  if (!allowsStep(runSteps, run.state, to, "job")) throw new Error(`a report cannot become ${to} from ${run.state}`);
  tx.send(updateState, { id: run.id, state: to, progress, error });
}

/** Writes how far it is, and stops where the run was cancelled. */
function progressTo({ actor, progress }: Context, id: string, stop: AbortController) {
  let toldAt = 0;
  return async (percent: number) => {
    if (Date.now() - toldAt < reportEveryMs) return;
    toldAt = Date.now();
    progress(percent / 100);
    const written = await withActor(actor, (tx) => tx.query(updateProgress, { id, progress: Math.floor(percent) }));
    if (written === 0) stop.abort();
  };
}

const rowsBetweenLooks = 200;

/** The same report, which tells how many of its rows were taken. */
function counted(model: ReportModel, signal: AbortSignal, tell: (percent: number) => Promise<void>): ReportModel {
  const total = model.sections.reduce((sum, { table }) => sum + (table?.count ?? 0), 0);
  let taken = 0;
  async function* count<Row>(rows: Iterable<Row> | AsyncIterable<Row>): AsyncGenerator<Row> {
    for await (const row of rows) {
      taken += 1;
      if (taken % rowsBetweenLooks === 0) {
        signal.throwIfAborted();
        await tell(Math.min(95, 10 + (85 * taken) / Math.max(1, total)));
      }
      yield row;
    }
  }
  return {
    ...model,
    sections: model.sections.map((one) =>
      one.table ? { ...one, table: { ...one.table, rows: count(one.table.rows) } } : one,
    ),
  };
}

async function* piecesOf(
  actor: UserActor,
  question: Question,
  model: ReportModel,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  if (question.format === "CSV") yield* csvOf(model);
  else if (question.format === "XLSX") yield* xlsxOf(sheetsOf(model));
  else yield* pdfOf(await pdfOptions(actor, question, model, signal), blocksOf(model));
}

async function pdfOptions(
  actor: UserActor,
  { title, paper }: Question,
  { footer }: ReportModel,
  signal: AbortSignal,
): Promise<PdfOptions> {
  const [school] = await readAs(actor, (tx) => tx.query(selectBranding, { schoolId: actor.schoolId }));
  if (!school) throw new AppError("not_found", "There is no such school.");
  return {
    title,
    language: "en",
    branding: await brandingOf(school),
    size: paper.startsWith("LETTER") ? "LETTER" : "A4",
    layout: paper.endsWith("_WIDE") ? "landscape" : "portrait",
    madeAt: now(),
    footer: [...footer],
    signal,
  };
}

/** Puts the complete file into the store, under a key that was noted before, so that what nothing shows is removed. */
async function store(
  actor: SystemActor,
  { schoolId, userId }: LockedRun,
  pieces: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<StoredFile> {
  return fileStore().put(pieces, {
    schoolId,
    signal,
    note: async (storageKey) => {
      const dueAt = new Date(now().getTime() + noteMs);
      await withActor(actor, (tx) => tx.send(noteKey, { storageKey, schoolId, notedBy: userId, dueAt }));
    },
  });
}

type Made = { stored: StoredFile; question: Question; actor: UserActor; owner: string };

/** The right is asked once more, under the lock: who was suspended while it was made gets nothing. */
async function finish(system: SystemActor, run: LockedRun, { stored, question, actor, owner }: Made): Promise<void> {
  await withActor(system, async (tx) => {
    const [[known], [asker], allowed] = await Promise.all([
      tx.query(lockRun, { id: run.id }),
      tx.query(selectAsker, { userId: run.userId }),
      recipientsOf(tx, actor),
    ]);
    if (known?.state !== "RUNNING") return;
    if (asker?.role !== actor.role) return move(tx, known, "FAILED", 0, words.rightEnded);
    const { key, sizeBytes, sha256 } = stored;
    tx.send(upsertFile, {
      cacheKey: run.cacheKey,
      reportType: question.kind,
      userId: viewerOf(actor),
      schoolId: run.schoolId,
      parameters: JSON.stringify(question),
      reportData: JSON.stringify({ sha256 }),
      filePath: key,
      fileSize: sizeBytes,
      mimeType: mediaTypes[question.format],
      expiresAt: new Date(now().getTime() + keptMs),
    });
    move(tx, known, "DONE", 100);
    // Read under the lock: somebody may have been added while it was made.
    const recipients = allowed.filter(({ id }) => known.recipientIds.includes(id));
    const about = { schoolId: run.schoolId, payload: { reportRunId: run.id } };
    const report_title = question.title;
    notify(
      tx,
      ...recipients.map(({ id: userId }) =>
        actor.role === "SCHOOL_ADMIN"
          ? { ...about, template: "reportReady" as const, userId, variables: { report_title, owner_name: owner } }
          : { ...about, template: "ownReportReady" as const, userId, variables: { report_title } },
      ),
    );
  });
}
