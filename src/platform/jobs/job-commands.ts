import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { jobCommands, jobFailures } from "#src/platform/db/tables/jobs.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { ActOutcome, JobQueue } from "#src/platform/jobs/queue.ts";
import { deleteFailures } from "#src/platform/jobs/worker-report.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const atOnce = 100;
const retriesAtOnce = 200;

/**
 * Carries out what super admins have asked of the jobs. Every worker does so: a job that runs is cancelled by the one that
 * runs it, everything else by whoever comes first. Returns whether anything was done.
 */
export async function carryOutCommands(actor: SystemActor, queue: JobQueue): Promise<boolean> {
  return withActor(actor, async (tx) => {
    let isDone = false;
    for (const command of await tx.query(selectPending)) {
      const outcome = await carryOut(tx, queue, command);
      if (outcome === "busy") continue;
      tx.send(finishCommand, { id: command.id, outcome });
      isDone = true;
    }
    return isDone;
  });
}

type Command = z.output<typeof pending>;

async function carryOut(tx: Tx, queue: JobQueue, { id, act, target }: Command): Promise<ActOutcome> {
  if (act === "CANCEL") return queue.cancel(target);
  if (act === "RETRY_ALL") return retryAll(tx, queue, id);
  const outcome = await (act === "RETRY" ? queue.retry(target) : queue.discard(target));
  if (outcome !== "busy") tx.send(deleteFailures, { ids: [target] });
  return outcome;
}

/** Those that had failed when it was asked: one that fails again meanwhile stays. The rest is for the next look. */
async function retryAll(tx: Tx, queue: JobQueue, command: string): Promise<ActOutcome> {
  const rows = await tx.query(selectFailedOfKind, { command });
  for (const { id } of rows) await queue.retry(id);
  if (rows.length > 0) tx.send(deleteFailures, { ids: rows.map(({ id }) => id) });
  return rows.length < retriesAtOnce ? "done" : "busy";
}

const c = jobCommands;
const pending = z.object({
  id: z.string(),
  act: z.enum(["RETRY", "RETRY_ALL", "DISCARD", "CANCEL"]),
  target: z.string(),
});

const selectPending = sqlStatement(
  "job_commands_pending",
  pending,
  () => sql`
    select ${c.id}, ${c.act}, ${c.target} from ${c} where ${c.doneAt} is null
    order by ${c.requestedAt} limit ${sql.raw(String(atOnce))} for update skip locked`,
);

const finishCommand = sqlWrite(
  "job_commands_finish",
  (p: Params<{ id: string; outcome: string }>) =>
    sql`update ${c} set done_at = now(), outcome = ${p.outcome} where ${c.id} = ${p.id}`,
);

const selectFailedOfKind = sqlStatement(
  "job_failures_of_kind",
  z.object({ id: z.string() }),
  (p: Params<{ command: string }>) => sql`
    select ${jobFailures.id} from ${jobFailures}
    join ${c} on ${c.id} = ${p.command} and ${c.target} = ${jobFailures.job} and ${jobFailures.failedAt} < ${c.requestedAt}
    order by ${jobFailures.failedAt} limit ${sql.raw(String(retriesAtOnce))}`,
);
