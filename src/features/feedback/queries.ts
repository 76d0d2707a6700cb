import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { FormAnswer } from "#src/features/assessments/schema.ts";
import { permissions } from "#src/features/feedback/permissions.ts";
import type { ColleaguesAnswer, RoundsAnswer, RoundView } from "#src/features/feedback/schema.ts";
import { ofRound } from "#src/features/feedback/subjects.ts";
import { roundStates } from "#src/features/feedback/values.ts";
import { observedFromSql } from "#src/features/progress/assignment-facts.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn } from "#src/lib/day.ts";
import { ofStudent } from "#src/platform/db/access-row.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies, competencyRubrics } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { feedbackAnswers, feedbackAsked, feedbackRounds } from "#src/platform/db/tables/feedback-rounds.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { openUnsigned, type StoredUnsigned } from "#src/platform/sealed/evaluation-words.ts";
import { sealedColumn, sealedFields } from "#src/platform/sealed/field.ts";
import { openText } from "#src/platform/sealed/text.ts";
import { authorize } from "#src/policy/authorize.ts";

/** Whom a supervisor may ask about a student in a competency. */
export async function listColleagues(
  ctx: UserContext,
  { studentId, competencyId }: { studentId: string; competencyId: string },
): Promise<ColleaguesAnswer> {
  const [row] = await readAs(
    ctx.actor,
    (tx) => tx.query(selectColleagues, { studentId, competencyId, readerId: ctx.actor.userId }),
    { subject: ofStudent(studentId), what: "colleagues to ask", requestId: ctx.requestId },
  );
  authorize(ctx.actor, permissions.start, {
    schoolId: row?.schoolId ?? "",
    isSupervisor: row?.isSupervisor ?? false,
  });
  if (!row) throw new AppError("not_found", "There is no such student or competency.");
  const { schoolId: _schoolId, isSupervisor: _isSupervisor, observedFrom, ...answer } = row;
  return { ...answer, observedFrom: observedFrom?.toISOString() ?? null, today: dayIn(now(), row.timeZone) };
}

/** One round, for whoever takes part in it. */
export async function getRound(ctx: UserContext, roundId: string): Promise<RoundView> {
  const [row] = await readAs(ctx.actor, (tx) => tx.query(selectRound, { roundId, readerId: ctx.actor.userId }), {
    subject: ofRound(roundId),
    what: "feedback round",
    requestId: ctx.requestId,
  });
  const takesPart = row !== undefined && (row.isStarter || row.own !== null);
  authorize(ctx.actor, permissions.read, {
    schoolId: row?.schoolId ?? "",
    authorId: takesPart ? ctx.actor.userId : null,
  });
  if (!row) throw new AppError("not_found", "There is no such round of feedback.");
  const { schoolId, own, colleagues, others, criteria, ...view } = row;
  return {
    ...view,
    words: openText(sealedFields.roundWords, { schoolId, rowId: roundId }, view.words),
    criteria: criteria ?? [],
    observedAt: row.observedAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
    // Who answered is for whoever asked: the others give their views by themselves.
    colleagues: row.isStarter
      ? (colleagues ?? []).map((line) => ({
          ...line,
          answeredAt: isoOrNull(line.answeredAt),
          remindedAt: isoOrNull(line.remindedAt),
        }))
      : [],
    others: row.isStarter && row.state === "OPEN" ? (others ?? []) : [],
    own: own && {
      answeredAt: isoOrNull(own.answeredAt),
      evaluationData:
        own.content && openUnsigned("answer", { schoolId, authorId: ctx.actor.userId }, own.content.evaluationData),
    },
  };
}

/** The open rounds that the reader started or was asked in, the newest first. */
export async function listRounds(ctx: UserContext): Promise<RoundsAnswer> {
  const rows = await readAs(ctx.actor, (tx) => tx.query(selectRounds, { readerId: ctx.actor.userId }), {
    what: "feedback rounds",
    requestId: ctx.requestId,
    count: (found) => found.length,
  });
  return { items: rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })) };
}

/** JSON built by the database has instants in the session's time zone; the API returns UTC. */
function isoOrNull(value: string | null): string | null {
  return value === null ? null : new Date(value).toISOString();
}

const a = competencyAssignments;
const c = competencies;
const rs = ratingScales;
const ru = competencyRubrics;
export const r = alias(feedbackRounds, "r");
export const k = alias(feedbackAsked, "k");
const w = feedbackAnswers;
const st = alias(users, "st");
const starter = alias(users, "starter");
const colleague = alias(users, "colleague");

const selectColleagues = sqlStatement(
  "feedback_colleagues",
  z.object({
    schoolId: z.string(),
    isSupervisor: z.boolean(),
    studentId: z.string(),
    studentName: z.string(),
    competencyId: z.string(),
    competencyName: z.string(),
    category: z.string(),
    timeZone: z.string(),
    observedFrom: z.date().nullable(),
    // The endpoint's output schema checks these parts of the answer.
    colleagues: z.custom<ColleaguesAnswer["colleagues"]>(),
    open: z.custom<ColleaguesAnswer["open"]>(),
  }),
  (p: Params<{ studentId: string; competencyId: string; readerId: string }>) => sql`
    select ${st.schoolId} as "schoolId", app.supervises(${st.id}) as "isSupervisor", ${st.id} as "studentId",
           ${st.name} as "studentName", ${c.id} as "competencyId", ${c.name} as "competencyName", ${c.category},
           ${schools.timeZone} as "timeZone", ${observedFromSql(a.deploymentId, schools.timeZone)} as "observedFrom",
           coalesce((select json_agg(json_build_object('id', ${colleague.id}, 'name', ${colleague.name},
                       'isOwn', ${colleague.id} = ${p.readerId}) order by ${colleague.name}, ${colleague.id})
             from ${users} ${colleague} where ${colleague.id} in (select app.supervisors_of(${p.studentId}))), '[]')
             as colleagues,
           (select json_build_object('roundId', ${r.id}, 'startedBy', ${starter.name},
              'takesPart', ${r.startedBy} = ${p.readerId} or exists (select from ${feedbackAsked} ${k}
                where ${k.roundId} = ${r.id} and ${k.evaluatorId} = ${p.readerId}))
            from ${feedbackRounds} ${r} join ${users} ${starter} on ${starter.id} = ${r.startedBy}
            where ${r.studentId} = ${st.id} and ${r.competencyId} = ${c.id} and ${isOneOf(r.state, "OPEN")}) as open
    from ${users} ${st}
    join ${a} on ${a.userId} = ${st.id} and ${a.competencyId} = ${p.competencyId} and ${isNoneOf(a.status, "WITHDRAWN")}
    join ${c} on ${c.id} = ${a.competencyId}
    join ${schools} on ${schools.id} = ${st.schoolId}
    where ${st.id} = ${p.studentId} and ${isOneOf(st.role, "STUDENT")}`,
);

const asked = sql`(select count(*)::int from ${feedbackAsked} ${k} where ${k.roundId} = ${r.id}) as asked,
  (select count(*)::int from ${feedbackAsked} ${k} where ${k.roundId} = ${r.id} and ${k.answeredAt} is not null) as answered`;

const selectRound = sqlStatement(
  "feedback_round",
  z.object({
    roundId: z.string(),
    schoolId: z.string(),
    state: z.enum(roundStates),
    asked: z.number(),
    answered: z.number(),
    studentId: z.string(),
    studentName: z.string(),
    startedBy: z.string(),
    isStarter: z.boolean(),
    observedAt: z.date(),
    words: sealedColumn.nullable(),
    createdAt: z.date(),
    // The endpoint's output schema checks these parts of the answer.
    competency: z.custom<FormAnswer["competency"]>(),
    scale: z.custom<FormAnswer["scale"]>(),
    criteria: z.custom<FormAnswer["criteria"] | null>(),
    colleagues: z.custom<RoundView["colleagues"] | null>(),
    others: z.custom<RoundView["others"] | null>(),
    own: z.custom<{ answeredAt: string | null; content: { evaluationData: StoredUnsigned } | null } | null>(),
  }),
  (p: Params<{ roundId: string; readerId: string }>) => sql`
    select ${r.id} as "roundId", ${r.schoolId} as "schoolId", ${r.state}, ${asked}, ${r.studentId} as "studentId",
           ${st.name} as "studentName", ${starter.name} as "startedBy", ${r.startedBy} = ${p.readerId} as "isStarter",
           ${r.observedAt} as "observedAt", ${r.words}, ${r.createdAt} as "createdAt",
           json_build_object('id', ${c.id}, 'code', ${c.code}, 'name', ${c.name}, 'description', ${c.description},
             'category', ${c.category}, 'targetRating', ${c.targetRating}) as competency,
           json_build_object('id', ${rs.id}, 'name', ${rs.name}, 'question', ${rs.question}, 'kind', ${rs.kind},
             'min', ${rs.minValue}, 'max', ${rs.maxValue}, 'levels', ${rs.levels}) as scale,
           (select json_agg(json_build_object('id', ${ru.id}, 'name', ${ru.criterionName}, 'description', ${ru.description},
                     'weight', ${ru.weight}, 'maxScore', ${ru.maxScore}, 'passScore', ${ru.passScore},
                     'performanceLevels', ${ru.performanceLevels}) order by ${ru.orderIndex}, ${ru.id})
            from ${ru} where ${ru.competencyId} = ${c.id} and ${ru.isActive}) as criteria,
           (select json_agg(json_build_object('id', ${colleague.id}, 'name', ${colleague.name},
                     'isOwn', ${colleague.id} = ${p.readerId}, 'answeredAt', ${k.answeredAt}, 'remindedAt', ${k.remindedAt})
                     order by ${k.answeredAt} is null, ${colleague.name}, ${colleague.id})
            from ${feedbackAsked} ${k} join ${users} ${colleague} on ${colleague.id} = ${k.evaluatorId}
            where ${k.roundId} = ${r.id}) as colleagues,
           (select json_agg(json_build_object('id', ${colleague.id}, 'name', ${colleague.name})
                     order by ${colleague.name}, ${colleague.id})
            from ${users} ${colleague} where ${colleague.id} in (select app.supervisors_of(${r.studentId}))
              and not exists (select from ${feedbackAsked} ${k}
                where ${k.roundId} = ${r.id} and ${k.evaluatorId} = ${colleague.id})) as others,
           (select json_build_object('answeredAt', ${k.answeredAt}, 'content', (
              select ${w.content} from ${w} where ${w.roundId} = ${r.id} and ${w.evaluatorId} = ${p.readerId}))
            from ${feedbackAsked} ${k} where ${k.roundId} = ${r.id} and ${k.evaluatorId} = ${p.readerId}) as own
    from ${feedbackRounds} ${r}
    join ${users} ${st} on ${st.id} = ${r.studentId}
    join ${users} ${starter} on ${starter.id} = ${r.startedBy}
    join ${c} on ${c.id} = ${r.competencyId}
    join ${rs} on ${rs.id} = ${c.ratingScaleId}
    where ${r.id} = ${p.roundId}`,
);

const selectRounds = sqlStatement(
  "feedback_rounds_list",
  z.object({
    roundId: z.string(),
    state: z.enum(roundStates),
    asked: z.number(),
    answered: z.number(),
    studentId: z.string(),
    studentName: z.string(),
    competencyName: z.string(),
    startedBy: z.string(),
    isStarter: z.boolean(),
    createdAt: z.date(),
  }),
  (p: Params<{ readerId: string }>) => sql`
    select ${r.id} as "roundId", ${r.state}, ${asked}, ${r.studentId} as "studentId", ${st.name} as "studentName",
           ${c.name} as "competencyName", ${starter.name} as "startedBy", ${r.startedBy} = ${p.readerId} as "isStarter",
           ${r.createdAt} as "createdAt"
    from ${feedbackRounds} ${r}
    join ${users} ${st} on ${st.id} = ${r.studentId}
    join ${users} ${starter} on ${starter.id} = ${r.startedBy}
    join ${c} on ${c.id} = ${r.competencyId}
    where ${isOneOf(r.state, "OPEN")} and (${r.startedBy} = ${p.readerId} or exists (
      select from ${feedbackAsked} ${k} where ${k.roundId} = ${r.id} and ${k.evaluatorId} = ${p.readerId}))
    order by ${r.createdAt} desc, ${r.id} desc
    limit 100`,
);
