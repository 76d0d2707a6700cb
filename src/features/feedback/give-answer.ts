import { sql } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { judgementFaults } from "#src/features/assessments/signing/decide-signing.ts";
import { loadNamed } from "#src/features/assessments/signing/signing-facts.ts";
import { closeRound } from "#src/features/feedback/close-round.ts";
import { answersOf, lockRound, recordAct, stateOf } from "#src/features/feedback/locked-round.ts";
import { permissions } from "#src/features/feedback/permissions.ts";
import { findScale } from "#src/features/feedback/round-scale.ts";
import { closesNow } from "#src/features/feedback/rules.ts";
import type { AnswerBody, RoundStateAnswer } from "#src/features/feedback/schema.ts";
import { now } from "#src/lib/clock.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { columns, type Params, sqlWrite } from "#src/platform/db/statement.ts";
import { feedbackAnswers, feedbackAsked } from "#src/platform/db/tables/feedback-rounds.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { sealUnsigned } from "#src/platform/sealed/evaluation-words.ts";

/**
 * Somebody who was asked gives their view, or changes it while the round is open. When nobody else is awaited, the round
 * closes.
 */
export async function giveAnswer(
  ctx: UserContext,
  roundId: string,
  { evaluationData }: AnswerBody,
): Promise<RoundStateAnswer> {
  const { userId } = ctx.actor;
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const round = await lockRound(tx, ctx, roundId, permissions.answer);
      const { competencyId } = round;
      const [scale, { rubric }] = await Promise.all([
        findScale(tx, round),
        loadNamed(tx, ctx.actor, { competencyId, evaluationData, evidenceFiles: [] }),
      ]);
      const errors = judgementFaults(evaluationData, scale, rubric);
      if (errors.length > 0) throw new AppError("invalid", "Some values are not valid.", { errors });
      const at = now();
      tx.send(saveAnswer, {
        roundId,
        evaluatorId: userId,
        schoolId: round.schoolId,
        studentId: round.studentId,
        content: JSON.stringify({
          evaluationData: sealUnsigned("answer", { schoolId: round.schoolId, authorId: userId }, evaluationData),
        }),
        at,
      });
      recordAct(tx, ctx, round, "feedback.answer");
      const answered = {
        ...round,
        colleagues: round.colleagues.map((line) =>
          line.evaluatorId === userId ? { ...line, answeredAt: line.answeredAt ?? at } : line,
        ),
      };
      if (!closesNow({ asked: round.colleagues.length, answered: answersOf(answered) })) return stateOf(answered);
      await closeRound(tx, ctx, answered, "last");
      return stateOf(answered, "CLOSED");
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

type Answer = {
  roundId: string;
  evaluatorId: string;
  schoolId: string;
  studentId: string;
  content: string;
  at: Date;
};

const saveAnswer = sqlWrite("feedback_answer_save", (p: Params<Answer>) => {
  const w = feedbackAnswers;
  return sql`
    with answered as (
      update ${feedbackAsked} set answered_at = coalesce(${feedbackAsked.answeredAt}, ${p.at}::timestamptz)
      where ${feedbackAsked.roundId} = ${p.roundId} and ${feedbackAsked.evaluatorId} = ${p.evaluatorId})
    insert into ${w} (${columns(w.roundId, w.evaluatorId, w.schoolId, w.studentId, w.content, w.savedAt)})
    values (${p.roundId}, ${p.evaluatorId}, ${p.schoolId}, ${p.studentId}, ${p.content}::jsonb, ${p.at})
    on conflict (${columns(w.roundId, w.evaluatorId)}) do update set content = excluded.content, saved_at = excluded.saved_at`;
});
