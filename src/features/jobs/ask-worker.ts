import { eq } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/jobs/permissions.ts";
import type { AskedAnswer } from "#src/features/jobs/schema.ts";
import type { JobAct } from "#src/features/jobs/values.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { jobCommands, jobFailures } from "#src/platform/db/tables/jobs.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/**
 * Leaves a command for the workers about one job, or about all that failed of a kind. They look for commands every second;
 * without a worker it waits for one.
 */
export async function askWorker(ctx: UserContext, act: JobAct, target: string): Promise<AskedAnswer> {
  const { schoolId } = ctx.actor;
  return withActor(
    ctx.actor,
    async (tx) => {
      authorize(ctx.actor, permissions.operate, {});
      // Whether a job waits or runs is known to the workers alone.
      if (act !== "CANCEL" && (await tx.query(findFailed[act], { target })).length === 0) {
        throw new AppError("not_found", "There is no such failed job any more.");
      }
      const id = newId();
      tx.send(insertCommand, { id, act, target });
      audit(tx, ctx.actor, {
        action: actions[act],
        entityType: act === "RETRY_ALL" ? "job_kind" : "job",
        entityId: target,
        schoolId,
        requestId: ctx.requestId,
      });
      return { id, act };
    },
    ctx.bracket,
  );
}

const actions: Record<JobAct, string> = {
  RETRY: "job.retry",
  RETRY_ALL: "job.retry-all",
  DISCARD: "job.discard",
  CANCEL: "job.cancel",
};

const findById = statement("job_failure_by_id", (db, p: Params<{ target: string }>) =>
  db.select({ id: jobFailures.id }).from(jobFailures).where(eq(jobFailures.id, p.target)),
);
const findByKind = statement("job_failure_by_kind", (db, p: Params<{ target: string }>) =>
  db.select({ id: jobFailures.id }).from(jobFailures).where(eq(jobFailures.job, p.target)).limit(1),
);
const findFailed = { RETRY: findById, DISCARD: findById, RETRY_ALL: findByKind };

const insertCommand = statement("job_commands_insert", (db, p: Params<{ id: string; act: string; target: string }>) =>
  db.insert(jobCommands).values({ id: p.id, act: p.act, target: p.target }),
);
