import { AppError } from "#src/errors.ts";
import { notify } from "#src/features/notifications/notify.ts";
import { loadScope } from "#src/features/reports/facts/load-scope.ts";
import { requestRun } from "#src/features/reports/making/request-run.ts";
import { permissions } from "#src/features/reports/permissions.ts";
import { selectAsker } from "#src/features/reports/queries.ts";
import { nextTime } from "#src/features/reports/rules.ts";
import { claimDue, endSchedule, selectDue, selectOpened } from "#src/features/reports/saved/queries.ts";
import { recipientsOf } from "#src/features/reports/saved/recipients.ts";
import { type Question, question as questionSchema, schedule as scheduleSchema } from "#src/features/reports/schema.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { readAs, withActor } from "#src/platform/db/transaction.ts";
import type { JobContext } from "#src/platform/jobs/job.ts";
import type { SystemActor, UserActor } from "#src/policy/actor.ts";
import type { Permission } from "#src/policy/permission.ts";

type Context = Pick<JobContext, "actor" | "log" | "signal">;

/**
 * Has the reports made that are due by their schedule, as their owners. A time is claimed in the transaction that asks for
 * the run, so that it fires once, over however many nodes. A schedule ends, and its owner is told, when they may not have
 * it sent any more, may see nobody whom it is about, or nobody is left to whom it may be sent.
 */
export async function sendDue(context: Context, at: Date = now()): Promise<void> {
  for (const due of await readAs(context.actor, (tx) => tx.query(selectDue, { at }))) {
    context.signal.throwIfAborted();
    const { id, nextAt, timeZone } = due;
    if (nextAt === null) continue;
    const question = questionSchema.parse(due.question);
    const owner = await ownerOf(context.actor, due.ownerId);
    const found = owner ? await findRecipients(owner, question, due.recipientIds) : { stops: words.role };
    if (!owner || "stops" in found) {
      await stopSending(context.actor, { ...due, dueAt: nextAt }, owner, "stops" in found ? found.stops : words.role);
      continue;
    }
    const next = nextTime(scheduleSchema.parse(due.schedule), at, timeZone);
    try {
      await requestRun({
        actor: owner,
        question,
        reportId: id,
        recipientIds: found.recipientIds,
        claim: async (tx) => {
          if ((await tx.query(claimDue, { id, dueAt: nextAt, nextAt: next })) === 0) throw new Claimed();
        },
      });
    } catch (error) {
      if (error instanceof Claimed) continue;
      if (!(error instanceof AppError) || error.code === "unavailable") throw error;
      // Such as days that are not valid any more: the next time comes, and the owner sees why when they open it.
      await withActor(owner, (tx) => tx.send(claimDue, { id, dueAt: nextAt, nextAt: next }));
      context.log.info({ reportId: id, reason: error.code }, "a scheduled report could not be asked for");
    }
  }
}

const words = {
  role: "Your role may not have reports sent any more.",
  scope: "You do not see anybody whom it is about any more. Open it to choose others, and have it sent again.",
  recipients: "Nobody is left to whom it may be sent. Open it to choose others.",
};

/** To whom an owner may still have it sent, or why it is sent no more. */
async function findRecipients(
  owner: UserActor,
  question: Question,
  wanted: readonly string[],
): Promise<{ recipientIds: string[] } | { stops: string }> {
  const roles: Permission["roles"] = permissions.schedule.roles;
  if (roles[owner.role] === undefined) return { stops: words.role };
  const scope = await loadScope(owner, question).catch((error: unknown) => {
    if (error instanceof AppError && (error.code === "not_found" || error.code === "forbidden")) return undefined;
    throw error;
  });
  if (!scope || scope.subject?.students === 0) return { stops: words.scope };
  const allowed = await readAs(owner, (tx) => recipientsOf(tx, owner));
  const recipientIds = wanted.filter((id) => allowed.some((one) => one.id === id));
  return recipientIds.length === 0 ? { stops: words.recipients } : { recipientIds };
}

type Due = { id: string; title: string; schoolId: string; dueAt: Date };

/** Once, over however many nodes; an owner who left is told nothing. */
async function stopSending(
  actor: SystemActor,
  { id, title, schoolId, dueAt }: Due,
  owner: UserActor | undefined,
  reason: string,
): Promise<void> {
  await withActor(actor, async (tx) => {
    if ((await tx.query(endSchedule, { id, dueAt })) === 0) return;
    audit(tx, actor, {
      action: "report.stop-sending",
      entityType: "report",
      entityId: id,
      schoolId,
      detail: { reason },
    });
    if (!owner) return;
    notify(tx, {
      template: owner.role === "SCHOOL_ADMIN" ? "reportStopped" : "ownReportStopped",
      schoolId,
      userId: owner.userId,
      variables: { report_title: title, reason },
      payload: { reportId: id },
    });
  });
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
