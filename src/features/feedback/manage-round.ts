import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { closeRound } from "#src/features/feedback/close-round.ts";
import { lockRound, noticeOf, recordAct, stateOf } from "#src/features/feedback/locked-round.ts";
import { permissions } from "#src/features/feedback/permissions.ts";
import { mayBeReminded, roundSteps } from "#src/features/feedback/rules.ts";
import type { RoundStateAnswer } from "#src/features/feedback/schema.ts";
import { askColleagues, assertColleagues } from "#src/features/feedback/start-round.ts";
import { mostColleagues } from "#src/features/feedback/values.ts";
import { notify } from "#src/features/notifications/notify.ts";
import { now } from "#src/lib/clock.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { feedbackAsked, feedbackRounds } from "#src/platform/db/tables/feedback-rounds.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { assertStep } from "#src/policy/assert-step.ts";

/** Whoever started a round closes it, from three answers on: the student reads the answers, and they count. */
export async function closeOwnRound(ctx: UserContext, roundId: string): Promise<RoundStateAnswer> {
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const round = await lockRound(tx, ctx, roundId, permissions.manage);
      await closeRound(tx, ctx, round, "starter");
      return stateOf(round, "CLOSED");
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

/** Whoever started a round calls it off: what was answered is read by nobody, and counts for nothing. */
export async function callOffRound(ctx: UserContext, roundId: string): Promise<RoundStateAnswer> {
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const round = await lockRound(tx, ctx, roundId, permissions.manage);
      assertStep(roundSteps, round.state, "CALLED_OFF", "starter");
      tx.send(updateCalledOff, { roundId, endedAt: now() });
      recordAct(tx, ctx, round, "feedback.call-off", { state: "CALLED_OFF" });
      notify(
        tx,
        ...round.colleagues
          .filter(({ answeredAt, evaluatorId }) => answeredAt === null && evaluatorId !== ctx.actor.userId)
          .map(({ evaluatorId }) => ({
            template: "feedbackCalledOff" as const,
            userId: evaluatorId,
            ...noticeOf(round),
          })),
      );
      return stateOf(round, "CALLED_OFF");
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

/** Reminds those who did not answer, each once a day at most. */
export async function remindColleagues(ctx: UserContext, roundId: string): Promise<RoundStateAnswer> {
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const round = await lockRound(tx, ctx, roundId, permissions.manage);
      const at = now();
      const evaluatorIds = round.colleagues
        .filter((line) => line.evaluatorId !== ctx.actor.userId && mayBeReminded(line, at))
        .map(({ evaluatorId }) => evaluatorId);
      if (evaluatorIds.length === 0) {
        throw new AppError("conflict", "Nobody is to be reminded: they answered, or were reminded today.");
      }
      tx.send(updateReminded, { roundId, evaluatorIds, at });
      recordAct(tx, ctx, round, "feedback.remind", { detail: { reminded: evaluatorIds.length } });
      notify(
        tx,
        ...evaluatorIds.map((userId) => ({ template: "feedbackReminder" as const, userId, ...noticeOf(round) })),
      );
      return stateOf(round);
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

/** Asks further colleagues in an open round. */
export async function askMore(
  ctx: UserContext,
  roundId: string,
  { colleagueIds }: { colleagueIds: string[] },
): Promise<RoundStateAnswer> {
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const round = await lockRound(tx, ctx, roundId, permissions.manage);
      const known = await tx.query(selectSupervisors, { studentId: round.studentId });
      const asked = new Set(round.colleagues.map(({ evaluatorId }) => evaluatorId));
      if (colleagueIds.some((id) => asked.has(id))) {
        throw new AppError("conflict", "One of them was asked already.");
      }
      if (asked.size + colleagueIds.length > mostColleagues) {
        throw new AppError("conflict", `At most ${mostColleagues} can be asked.`);
      }
      assertColleagues(
        colleagueIds,
        known.map(({ id }) => id),
        1,
      );
      askColleagues(tx, round, colleagueIds);
      recordAct(tx, ctx, round, "feedback.ask", { detail: { asked: colleagueIds.length } });
      notify(
        tx,
        ...colleagueIds
          .filter((id) => id !== ctx.actor.userId)
          .map((userId) => ({ template: "feedbackAsked" as const, userId, ...noticeOf(round) })),
      );
      const added = colleagueIds.map((evaluatorId) => ({ evaluatorId, answeredAt: null, remindedAt: null }));
      return stateOf({ ...round, colleagues: [...round.colleagues, ...added] });
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

const selectSupervisors = sqlStatement(
  "feedback_supervisors",
  z.object({ id: z.string() }),
  (p: Params<{ studentId: string }>) => sql`select app.supervisors_of(${p.studentId}) as id`,
);

const updateCalledOff = statement("feedback_round_call_off", (db, p: Params<{ roundId: string; endedAt: Date }>) =>
  db.update(feedbackRounds).set({ state: "CALLED_OFF", endedAt: p.endedAt }).where(eq(feedbackRounds.id, p.roundId)),
);

const updateReminded = sqlWrite(
  "feedback_remind",
  (p: Params<{ roundId: string; evaluatorIds: string[]; at: Date }>) => sql`
    update ${feedbackAsked} set reminded_at = ${p.at}
    where ${feedbackAsked.roundId} = ${p.roundId} and ${feedbackAsked.evaluatorId} = any(${p.evaluatorIds}::text[])`,
);
