import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { events } from "#src/features/feedback/events.ts";
import { permissions } from "#src/features/feedback/permissions.ts";
import { k, r } from "#src/features/feedback/queries.ts";
import type { RoundStateAnswer } from "#src/features/feedback/schema.ts";
import { type RoundState, roundStates } from "#src/features/feedback/values.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { feedbackAsked, feedbackRounds } from "#src/platform/db/tables/feedback-rounds.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";
import type { Permission } from "#src/policy/permission.ts";

/** A round with whom it asked, as acts on it need them. */
export type LockedRound = z.output<typeof lockedRow> & { colleagues: AskedColleague[]; readerName: string };
export type AskedColleague = z.output<typeof askedRow>;

/**
 * Locks a round for whoever may do this to it: answering is for whom it asked, everything else for whoever started it. A
 * statement of its own locks, because one that waits for a lock reads all other rows as they were before the wait.
 */
export async function lockRound(
  tx: Tx,
  ctx: UserContext,
  roundId: string,
  permission: Permission,
): Promise<LockedRound> {
  const { userId } = ctx.actor;
  const [round] = await tx.query(lock, { roundId });
  const colleagues = round ? await tx.query(selectAsked, { roundId }) : [];
  const isTheirs =
    permission === permissions.answer
      ? colleagues.some(({ evaluatorId }) => evaluatorId === userId)
      : round?.startedBy === userId;
  authorize(ctx.actor, permission, { schoolId: round?.schoolId ?? "", authorId: isTheirs ? userId : null });
  const [reader] = await tx.query(selectName, { userId });
  if (!round || !reader) throw new AppError("not_found", "There is no such round of feedback.");
  if (round.state !== "OPEN") {
    throw new AppError("conflict", round.state === "CLOSED" ? "This round is closed." : "This round was called off.");
  }
  return { ...round, colleagues, readerName: reader.name };
}

export function stateOf({ id, colleagues }: LockedRound, state: RoundState = "OPEN"): RoundStateAnswer {
  return { roundId: id, state, asked: colleagues.length, answered: answersOf({ colleagues }) };
}

export function answersOf({ colleagues }: Pick<LockedRound, "colleagues">): number {
  return colleagues.filter(({ answeredAt }) => answeredAt !== null).length;
}

/** The audit row and the event of an act on a round. */
export function recordAct(
  tx: Tx,
  ctx: UserContext,
  { id, schoolId, studentId }: Pick<LockedRound, "id" | "schoolId" | "studentId">,
  action: `feedback.${string}`,
  { state = "OPEN", detail }: { state?: RoundState; detail?: Record<string, unknown> } = {},
): void {
  audit(tx, ctx.actor, {
    action,
    entityType: "feedback_round",
    entityId: id,
    schoolId,
    studentId,
    requestId: ctx.requestId,
    ...(detail ? { detail } : {}),
  });
  emit(tx, [events.roundChanged.of({ schoolId, data: { roundId: id, state } })]);
}

/** What every notice to a colleague says. */
export function noticeOf(round: LockedRound) {
  return {
    schoolId: round.schoolId,
    variables: {
      asker_name: round.readerName,
      student_name: round.studentName,
      competency_name: round.competencyName,
    },
    payload: { roundId: round.id },
  };
}

const st = alias(users, "st");

const lockedRow = z.object({
  id: z.string(),
  schoolId: z.string(),
  studentId: z.string(),
  studentName: z.string(),
  competencyId: z.string(),
  competencyName: z.string(),
  startedBy: z.string(),
  state: z.enum(roundStates),
  observedAt: z.date(),
});

const lock = sqlStatement(
  "feedback_round_lock",
  lockedRow,
  (p: Params<{ roundId: string }>) => sql`
    select ${r.id}, ${r.schoolId} as "schoolId", ${r.studentId} as "studentId", ${st.name} as "studentName",
           ${r.competencyId} as "competencyId", ${competencies.name} as "competencyName", ${r.startedBy} as "startedBy",
           ${r.state}, ${r.observedAt} as "observedAt"
    from ${feedbackRounds} ${r}
    join ${users} ${st} on ${st.id} = ${r.studentId}
    join ${competencies} on ${competencies.id} = ${r.competencyId}
    where ${r.id} = ${p.roundId}
    for update of ${r}`,
);

const askedRow = z.object({
  evaluatorId: z.string(),
  answeredAt: z.date().nullable(),
  remindedAt: z.date().nullable(),
});

const selectAsked = sqlStatement(
  "feedback_round_asked",
  askedRow,
  (p: Params<{ roundId: string }>) => sql`
    select ${k.evaluatorId} as "evaluatorId", ${k.answeredAt} as "answeredAt", ${k.remindedAt} as "remindedAt"
    from ${feedbackAsked} ${k} where ${k.roundId} = ${p.roundId} order by ${k.evaluatorId}`,
);

const selectName = sqlStatement(
  "feedback_reader_name",
  z.object({ name: z.string() }),
  (p: Params<{ userId: string }>) => sql`select ${users.name} from ${users} where ${users.id} = ${p.userId}`,
);
