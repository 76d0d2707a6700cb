import { AppError } from "#src/errors.ts";
import { requestRun } from "#src/features/reports/making/request-run.ts";
import { selectAsker } from "#src/features/reports/queries.ts";
import { nextTime } from "#src/features/reports/rules.ts";
import { claimDue, endSchedule, selectDue, selectOpened } from "#src/features/reports/saved/queries.ts";
import { question as questionSchema, schedule as scheduleSchema } from "#src/features/reports/schema.ts";
import { now } from "#src/lib/clock.ts";
import { readAs, withActor } from "#src/platform/db/transaction.ts";
import type { JobContext } from "#src/platform/jobs/job.ts";
import type { SystemActor, UserActor } from "#src/policy/actor.ts";

type Context = Pick<JobContext, "actor" | "log" | "signal">;

/**
 * Has the reports made that are due by their schedule, as their owners. A time is claimed in the transaction that asks for
 * the run, so that it fires once, over however many nodes; the schedule of an owner who is no admin any more ends.
 */
export async function sendDue(context: Context, at: Date = now()): Promise<void> {
  for (const due of await readAs(context.actor, (tx) => tx.query(selectDue, { at }))) {
    context.signal.throwIfAborted();
    const { id, nextAt, timeZone, recipientIds } = due;
    const schedule = scheduleSchema.parse(due.schedule);
    const owner = await ownerOf(context.actor, due.ownerId);
    if (owner?.role !== "SCHOOL_ADMIN" || nextAt === null) {
      await withActor(context.actor, (tx) => tx.send(endSchedule, { id }));
      continue;
    }
    const next = nextTime(schedule, at, timeZone);
    try {
      await requestRun({
        actor: owner,
        question: questionSchema.parse(due.question),
        reportId: id,
        recipientIds,
        claim: async (tx) => {
          if ((await tx.query(claimDue, { id, dueAt: nextAt, nextAt: next })) === 0) throw new Claimed();
        },
      });
    } catch (error) {
      if (error instanceof Claimed) continue;
      if (!(error instanceof AppError) || error.code === "unavailable") throw error;
      // Such as a cohort that is gone: the next time comes, and the owner sees why when they open it.
      await withActor(owner, (tx) => tx.send(claimDue, { id, dueAt: nextAt, nextAt: next }));
      context.log.info({ reportId: id, reason: error.code }, "a scheduled report could not be asked for");
    }
  }
}

class Claimed extends Error {}

const openedWithinMs = 7 * 24 * 60 * 60_000;

/** Makes those ahead that are shared and were opened lately, so that the first who opens one in the morning finds it. */
export async function makeAhead(context: Context, timeZone: string): Promise<void> {
  const since = new Date(now().getTime() - openedWithinMs);
  for (const { question, ownerId, id } of await readAs(context.actor, (tx) =>
    tx.query(selectOpened, { timeZone, since }),
  )) {
    context.signal.throwIfAborted();
    const actor = await ownerOf(context.actor, ownerId);
    if (!actor) continue;
    await requestRun({ actor, question: questionSchema.parse(question), reportId: id }).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
    });
  }
}

async function ownerOf(system: SystemActor, userId: string): Promise<UserActor | undefined> {
  const [found] = await readAs(system, (tx) => tx.query(selectAsker, { userId }));
  return found && { kind: "user", userId, role: found.role, schoolId: found.schoolId, sessionId: "report" };
}
