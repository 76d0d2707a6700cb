import { AppError } from "#src/errors.ts";
import { accessOf } from "#src/features/reports/facts/load-report.ts";
import { loadScope } from "#src/features/reports/facts/load-scope.ts";
import { audienceOf } from "#src/features/reports/making/cache-key.ts";
import { runAnswerOf } from "#src/features/reports/making/request-run.ts";
import { countAccess, lockRun, selectFile, selectRun, selectRuns, updateState } from "#src/features/reports/queries.ts";
import { fileNameOf, runSteps } from "#src/features/reports/rules.ts";
import type { RunAnswer, RunsAnswer } from "#src/features/reports/schema.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { readAs, withActor } from "#src/platform/db/transaction.ts";
import { fileStore } from "#src/platform/files/open-file-store.ts";
import { storedDownload } from "#src/platform/http/download.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { assertStep } from "#src/policy/assert-step.ts";

export async function readRun(ctx: UserContext, id: string): Promise<RunAnswer> {
  const [row] = await readAs(ctx.actor, (tx) => tx.query(selectRun, { id }));
  if (!row) throw new AppError("not_found", "There is no such report.");
  return runAnswerOf(row);
}

/** What the reader had made lately, newest first. */
export async function listRuns(ctx: UserContext): Promise<RunsAnswer> {
  const rows = await readAs(ctx.actor, (tx) => tx.query(selectRuns, { userId: ctx.actor.userId }));
  return { items: rows.map(runAnswerOf) };
}

/** Stops the making of a report; the job finds out by the row, and keeps nothing. */
export async function cancelRun(ctx: UserContext, id: string): Promise<RunAnswer> {
  return withActor(
    ctx.actor,
    async (tx) => {
      const [run] = await tx.query(lockRun, { id });
      if (!run) throw new AppError("not_found", "There is no such report.");
      assertStep(runSteps, run.state, "CANCELLED", "asker");
      tx.send(updateState, { id, state: "CANCELLED", progress: 0, error: null });
      audit(tx, ctx.actor, {
        action: "report.cancel",
        entityType: "report_run",
        entityId: id,
        schoolId: run.schoolId,
        requestId: ctx.requestId,
      });
      const [row] = await tx.query(selectRun, { id });
      if (!row) throw new Error("the run was locked");
      return runAnswerOf(row);
    },
    ctx.bracket,
  );
}

/**
 * The file of a report, for whoever may see at this moment all whom it is about: a supervisor whose placement ended since
 * gets it no more.
 */
export async function takeFile(ctx: UserContext, id: string): Promise<Response> {
  const { actor, requestId } = ctx;
  const [file] = await readAs(actor, (tx) => tx.query(selectFile, { id }));
  if (!file) throw new AppError("not_found", "The file is not kept any more. Make the report again.");
  const scope = await loadScope(actor, file.question);
  if (actor.role !== "SCHOOL_ADMIN" && audienceOf(scope) !== file.audience) {
    throw new AppError("conflict", "Whom you may see has changed since it was made. Make it again.");
  }
  const pieces = await fileStore().getChecked(file);
  await readAs(actor, () => undefined, accessOf(requestId, scope));
  await withActor(actor, (tx) => tx.send(countAccess, { cacheKey: file.cacheKey }));
  const { mediaType, sizeBytes } = file;
  return storedDownload({ name: fileNameOf(file.question), mediaType, sizeBytes }, pieces, { runId: id, requestId });
}
