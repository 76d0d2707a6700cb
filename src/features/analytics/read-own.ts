import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { quantile } from "#src/features/analytics/quantiles.ts";
import type { OwnAnswer } from "#src/features/analytics/school/schema.ts";
import { selectToday } from "#src/features/analytics/select-subject.ts";
import { earliest, type TimeframeWord, timeframeOf } from "#src/features/analytics/timeframe.ts";
import { daysBetween } from "#src/lib/day.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { inNameOrder } from "#src/platform/db/names.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { ratedAssessments } from "#src/platform/db/tables/rated-assessments.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** How the reader answers requests and assesses, which nobody else can ask. */
export async function readOwn(ctx: UserContext, word: TimeframeWord): Promise<OwnAnswer> {
  const { userId, schoolId } = ctx.actor;
  const [school] = await readAs(ctx.actor, (tx) => tx.query(selectToday, { schoolId }));
  if (!school) throw new AppError("not_found", "There is no such school.");
  const timeframe = timeframeOf(word, school.today, earliest);
  const [[own], placed, waiting] = await readAs(ctx.actor, (tx) =>
    Promise.all([
      tx.query(selectOwn, timeframe),
      tx.query(selectPlaced, { ...timeframe, supervisorId: userId }),
      tx.query(selectWaiting, { supervisorId: userId, timeZone: school.timeZone }),
    ]),
  );
  if (!own?.sums) throw new AppError("not_found", "There are no assessments of yours.");
  const { answers, firstDay, ...sums } = own.sums;
  const hours = answers.map((one) => [one.hours, one.times] as const);
  const [oldest] = waiting;
  return {
    from: word === "all" ? (firstDay ?? school.today) : timeframe.from,
    to: timeframe.to,
    ...sums,
    answers: [...Map.groupBy(answers, (one) => Math.floor(one.hours / 24))].map(([days, lines]) => ({
      days,
      times: lines.reduce((sum, { times }) => sum + times, 0),
    })),
    answered: hours.reduce((sum, [, times]) => sum + times, 0),
    medianHours: quantile(hours, 0.5),
    placed: placed.length,
    notYet: placed.filter(({ isAssessed }) => !isAssessed).map(({ id, name }) => ({ id, name })),
    waiting: waiting.length,
    oldestWaiting: oldest ? { assessmentId: oldest.id, days: daysBetween(oldest.askedOn, school.today) } : null,
  };
}

const st = alias(users, "st");
const r = alias(ratedAssessments, "r");
const s = alias(assessments, "s");

const selectOwn = sqlStatement(
  "analytics_own",
  z.object({
    sums: z
      .object({
        firstDay: z.string().nullable(),
        assessments: z.number(),
        withNextSteps: z.number(),
        students: z.number(),
        answers: z.array(z.object({ hours: z.number(), times: z.number() })),
        others: z.object({ people: z.number(), medianHours: z.number() }).nullable(),
      })
      .nullable(),
  }),
  (p: Params<{ from: string; to: string }>) => sql`select app.own_assessing(${p.from}::date, ${p.to}::date) as sums`,
);

const selectPlaced = sqlStatement(
  "analytics_own_placed",
  z.object({ id: z.string(), name: z.string(), isAssessed: z.boolean() }),
  (p: Params<{ from: string; to: string; supervisorId: string }>) => sql`
    select ${st.id}, ${st.name}, exists (
        select from ${ratedAssessments} ${r} where ${r.studentId} = ${st.id} and ${r.evaluatorId} = ${p.supervisorId}
          and ${r.observedOn} between ${p.from}::date and ${p.to}::date) as "isAssessed"
    from ${users} ${st} where ${st.id} in (select app.placed_student_ids())
    order by ${inNameOrder(sql`${st.name}`)}, ${st.id}`,
);

const selectWaiting = sqlStatement(
  "analytics_own_waiting",
  z.object({ id: z.string(), askedOn: z.string() }),
  (p: Params<{ supervisorId: string; timeZone: string }>) => sql`
    select ${s.id}, (coalesce(${s.renewedAt}, ${s.createdAt}) at time zone ${p.timeZone})::date::text as "askedOn"
    from ${assessments} ${s} where ${s.assessorId} = ${p.supervisorId} and ${isOneOf(s.status, "REQUESTED")}
    order by coalesce(${s.renewedAt}, ${s.createdAt}), ${s.id}`,
);
