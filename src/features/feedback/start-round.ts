import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { observedAtFault } from "#src/features/assessments/rules.ts";
import { noticeOf, recordAct, stateOf } from "#src/features/feedback/locked-round.ts";
import { permissions } from "#src/features/feedback/permissions.ts";
import { r } from "#src/features/feedback/queries.ts";
import { roundSteps } from "#src/features/feedback/rules.ts";
import type { RoundStateAnswer, StartBody } from "#src/features/feedback/schema.ts";
import { fewestAnswers } from "#src/features/feedback/values.ts";
import { notify } from "#src/features/notifications/notify.ts";
import { observedFromSql } from "#src/features/progress/assignment-facts.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { columns, type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { feedbackAsked, feedbackRounds } from "#src/platform/db/tables/feedback-rounds.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { type Sealed, sealedFields } from "#src/platform/sealed/field.ts";
import { sealText } from "#src/platform/sealed/text.ts";
import { assertStep } from "#src/policy/assert-step.ts";
import { authorize } from "#src/policy/authorize.ts";

/**
 * A supervisor of the student asks others who supervise them for feedback, and may ask themselves too. There is one open
 * round for a student and competency.
 */
export async function startRound(ctx: UserContext, body: StartBody): Promise<RoundStateAnswer> {
  const { userId } = ctx.actor;
  const { studentId, competencyId } = body;
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const [facts] = await tx.query(selectStarting, { studentId, competencyId, userId });
      authorize(ctx.actor, permissions.start, {
        schoolId: facts?.schoolId ?? "",
        isSupervisor: facts?.isSupervisor ?? false,
      });
      if (!facts?.competencyName) throw invalid("competencyId", "is not assigned to this student");
      assertColleagues(body.colleagueIds, facts.colleagueIds, fewestAnswers);
      const observedAt = new Date(body.observedAt);
      const fault = observedAtFault(observedAt, now(), facts.observedFrom);
      if (fault) throw invalid("observedAt", fault);
      if (facts.isOpen) throw new AppError("conflict", "Feedback on this is being gathered already.");
      assertStep(roundSteps, "NEW", "OPEN", "starter");

      const id = newId();
      const { schoolId } = ctx.actor;
      const round = {
        id,
        schoolId,
        studentId,
        competencyId,
        startedBy: userId,
        observedAt,
        words: sealText(sealedFields.roundWords, { schoolId, rowId: id }, body.words ?? null),
      };
      tx.send(insertRound, { ...round, createdAt: now() });
      askColleagues(tx, round, body.colleagueIds);
      recordAct(tx, ctx, round, "feedback.start", { detail: { competencyId, asked: body.colleagueIds.length } });
      const started = {
        ...round,
        ...facts,
        competencyName: facts.competencyName,
        state: "OPEN" as const,
        colleagues: body.colleagueIds.map((evaluatorId) => ({ evaluatorId, answeredAt: null, remindedAt: null })),
      };
      notify(
        tx,
        ...body.colleagueIds
          .filter((id) => id !== userId)
          .map((id) => ({ template: "feedbackAsked" as const, userId: id, ...noticeOf(started) })),
      );
      return stateOf(started);
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

/** Refuses people who do not supervise the student, and fewer than are needed. */
export function assertColleagues(given: readonly string[], known: readonly string[], fewest: number): void {
  if (given.some((id) => !known.includes(id))) {
    throw invalid("colleagueIds", "names somebody who does not supervise this student");
  }
  if (new Set(given).size !== given.length) throw invalid("colleagueIds", "names somebody twice");
  if (given.length < fewest) throw invalid("colleagueIds", `must name at least ${fewest}`);
}

function invalid(path: string, message: string): AppError {
  return new AppError("invalid", "Some values are not valid.", { errors: [{ path, message }] });
}

export function askColleagues(
  tx: Tx,
  { id, schoolId, studentId }: { id: string; schoolId: string; studentId: string },
  colleagueIds: readonly string[],
): void {
  tx.send(insertAsked, { roundId: id, schoolId, studentId, evaluatorIds: [...colleagueIds], at: now() });
}

const a = competencyAssignments;
const c = competencies;
const st = alias(users, "st");
const me = alias(users, "me");

const selectStarting = sqlStatement(
  "feedback_starting",
  z.object({
    schoolId: z.string(),
    isSupervisor: z.boolean(),
    studentName: z.string(),
    readerName: z.string(),
    competencyName: z.string().nullable(),
    observedFrom: z.date().nullable(),
    isOpen: z.boolean(),
    colleagueIds: z.array(z.string()),
  }),
  (p: Params<{ studentId: string; competencyId: string; userId: string }>) => sql`
    select ${st.schoolId} as "schoolId", app.supervises(${st.id}) as "isSupervisor", ${st.name} as "studentName",
           ${me.name} as "readerName", ${c.name} as "competencyName",
           case when ${a.id} is not null then ${observedFromSql(a.deploymentId, schools.timeZone)} end as "observedFrom",
           exists (select from ${feedbackRounds} ${r} where ${r.studentId} = ${st.id}
             and ${r.competencyId} = ${p.competencyId} and ${isOneOf(r.state, "OPEN")}) as "isOpen",
           array(select app.supervisors_of(${st.id})) as "colleagueIds"
    from ${users} ${st}
    join ${users} ${me} on ${me.id} = ${p.userId}
    join ${schools} on ${schools.id} = ${st.schoolId}
    left join ${a} on ${a.userId} = ${st.id} and ${a.competencyId} = ${p.competencyId} and ${isNoneOf(a.status, "WITHDRAWN")}
    left join ${c} on ${c.id} = ${a.competencyId}
    where ${st.id} = ${p.studentId} and ${isOneOf(st.role, "STUDENT")}`,
);

type NewRound = {
  id: string;
  schoolId: string;
  studentId: string;
  competencyId: string;
  startedBy: string;
  observedAt: Date;
  words: Sealed | null;
  createdAt: Date;
};

const insertRound = statement("feedback_round_insert", (db, p: Params<NewRound>) =>
  db.insert(feedbackRounds).values({
    id: p.id,
    schoolId: p.schoolId,
    studentId: p.studentId,
    competencyId: p.competencyId,
    startedBy: p.startedBy,
    observedAt: p.observedAt,
    words: p.words,
    createdAt: p.createdAt,
  }),
);

const insertAsked = sqlWrite(
  "feedback_asked_insert",
  (p: Params<{ roundId: string; schoolId: string; studentId: string; evaluatorIds: string[]; at: Date }>) => {
    const { roundId, evaluatorId, schoolId, studentId, askedAt } = feedbackAsked;
    return sql`
      insert into ${feedbackAsked} (${columns(roundId, evaluatorId, schoolId, studentId, askedAt)})
      select ${p.roundId}, evaluator_id, ${p.schoolId}, ${p.studentId}, ${p.at}::timestamptz
      from unnest(${p.evaluatorIds}::text[]) as evaluator_id`;
  },
);
