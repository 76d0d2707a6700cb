import { sql } from "drizzle-orm";
import { z } from "zod";
import { type DuePlan, dueAtOf } from "#src/features/deployments/due-dates.ts";
import { type Member, previewOf } from "#src/features/deployments/preview.ts";
import { readPlan } from "#src/features/deployments/read-plan.ts";
import type { DeployBody, PreviewAnswer } from "#src/features/deployments/schema.ts";
import { joinStudentDays, studentDaysColumns, studentDaysRow } from "#src/features/deployments/student-days.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn } from "#src/lib/day.ts";
import { isNoneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { takesPart } from "#src/platform/db/taking-part.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * What a deployment would do if it began now: whom it reaches, what it would make, what they have already, who is left
 * out and why. It changes nothing. The same rules as the job's decide who is given what and when it is due.
 */
export async function previewDeployment(ctx: UserContext, body: DeployBody): Promise<PreviewAnswer> {
  const { framework, targets, dates, rule } = await readAs(ctx.actor, (tx) => readPlan(tx, ctx, body));
  const read = { what: "preview of an assignment to students", requestId: ctx.requestId };
  const rows = await readAs(
    ctx.actor,
    (tx) =>
      tx.query(selectMembers, {
        schoolId: ctx.actor.schoolId,
        targets: JSON.stringify(targets),
        rotationId: rule?.rotationId ?? null,
      }),
    { ...read, count: (found) => found.length },
  );
  const plan: DuePlan = { dueAt: dates.dueAt, rule };
  const members = rows.map((row): Member => {
    const dueAt = dueAtOf(plan, row, dates.effectiveOn, dates.timeZone);
    return { ...row, dueAt, dueOn: dueAt && dayIn(dueAt, dates.timeZone) };
  });
  const reached = members.filter(({ leftOut }) => leftOut === null);
  const held =
    reached.length === 0
      ? []
      : await readAs(ctx.actor, (tx) =>
          tx.query(countHeld, {
            studentIds: reached.map(({ id }) => id),
            dueDates: reached.map(({ dueAt }) => dueAt),
            templateId: body.templateId,
            competencyIds: body.competencyIds ?? null,
          }),
        );
  return previewOf({ targets, members, held, competencies: framework.competencies, at: now() });
}

const memberRow = z.object({
  id: z.string(),
  name: z.string(),
  leftOut: z.enum(["LEFT", "SUSPENDED"]).nullable(),
  groups: z.array(z.string()),
  ...studentDaysRow,
});

/** Everybody in the groups, each once with the groups that they are in, also who takes no part now. */
const selectMembers = sqlStatement(
  "deployment_preview_members",
  memberRow,
  (p: Params<{ schoolId: string; targets: string; rotationId: string | null }>) => sql`
    with member as (
      select ${users.id}, ${users.name}, ${users.status}, ${takesPart(users)} as takes_part,
             array_agg(g.type || ' ' || g.id) as groups
      from ${users} left join ${cohorts} on ${cohorts.id} = ${users.cohortId}
      cross join lateral (values ('cohort' collate "C", ${users.cohortId}),
        ('program', coalesce(${users.programId}, ${cohorts.programId})), ('student', ${users.id})) own (type, id)
      join jsonb_to_recordset(${p.targets}::jsonb) as g (type text collate "C", id text collate "C")
        on g.type = own.type and g.id = own.id
      where ${users.schoolId} = ${p.schoolId} and ${users.role} = 'STUDENT'
      group by ${users.id})
    select member.id, member.name, case when not takes_part then status end as "leftOut", groups, ${studentDaysColumns}
    from member ${joinStudentDays(sql`member.id`, sql`${p.rotationId}::text collate "C"`)} order by member.id`,
);

const heldRow = z.object({ studentId: z.string(), attached: z.number(), dueEarlier: z.number() });

type HeldBy = {
  studentIds: string[];
  dueDates: (Date | null)[];
  templateId: string;
  competencyIds: string[] | null;
};

/** What each student has already of the competencies, and how much of it would fall due earlier than now. */
const countHeld = sqlStatement("deployment_preview_held", heldRow, (p: Params<HeldBy>) => {
  const a = competencyAssignments;
  return sql`
    select given.id as "studentId", count(*)::int as attached,
           (count(*) filter (where given.due_at is not null and (${a.dueDate} is null or given.due_at < ${a.dueDate})))::int
             as "dueEarlier"
    from unnest(${p.studentIds}::text[], ${p.dueDates}::timestamptz[]) as given (id, due_at)
    join ${a} on ${a.userId} = given.id collate "C"
    where ${isNoneOf(a.status, "WITHDRAWN")} and ${a.competencyId} in (
      select ${competencies.id} from ${competencies} where ${competencies.templateId} = ${p.templateId}
        and (${p.competencyIds}::text[] is null or ${competencies.id} = any(${p.competencyIds}::text[])))
    group by given.id`;
});
