import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { actDetail } from "#src/features/deployments/act-scope.ts";
import { undoRefusal } from "#src/features/deployments/rules.ts";
import type { Act, ActsAnswer } from "#src/features/deployments/schema.ts";
import { actKinds, actStatuses } from "#src/features/deployments/values.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn } from "#src/lib/day.ts";
import { type Params, type RowOf, sqlStatement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { competencyDeployments } from "#src/platform/db/tables/competency-deployments.ts";
import { deploymentActs } from "#src/platform/db/tables/deployment-acts.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { sealedColumn, sealedFields } from "#src/platform/sealed/field.ts";
import { openText } from "#src/platform/sealed/text.ts";

const namesShown = 3;

/** What was done to a deployment, newest first: by whom, about whom, why, and whether it can be undone. */
export async function listActs(ctx: UserContext, id: string): Promise<ActsAnswer> {
  // An act about single students names them.
  const rows = await readAs(
    ctx.actor,
    async (tx) => {
      const found = await tx.query(selectActs, { id });
      if (found.length === 0) throw new AppError("not_found", "There is no such assignment to students.");
      return found;
    },
    {
      what: "history of an assignment to students",
      requestId: ctx.requestId,
      count: (found) => found.length,
      filter: { deploymentId: id },
    },
  );
  return { items: rows.flatMap((row) => (row.id === null ? [] : [actOf({ ...row, id: row.id })])) };
}

function actOf({
  detail,
  aboutDetail,
  timeZone,
  names,
  createdAt,
  schoolId,
  reason,
  ...row
}: RowOf<typeof selectActs> & { id: string }): Act {
  const { due } = actDetail.parse(detail);
  const { scope, competencyIds } = actDetail.parse(aboutDetail);
  const { kind, status } = row;
  if (kind === null || status === null || createdAt === null) throw new Error("an act has all of these");
  return {
    ...row,
    reason: openText(sealedFields.deploymentReason, { schoolId, rowId: row.id }, reason),
    kind,
    status,
    about: {
      type: scope.type,
      names: names.slice(0, namesShown),
      more: scope.type === "students" ? Math.max(0, scope.studentIds.length - namesShown) : 0,
    },
    competencies: competencyIds?.length ?? null,
    dueOn: due?.dueAt ? dayIn(new Date(due.dueAt), timeZone) : null,
    dueRule: due?.rule ?? null,
    moveByDays: due?.moveByDays ?? null,
    canUndo: undoRefusal({ kind, status, createdAt, isUndone: row.isUndone }, now()) === undefined,
    createdAt: createdAt.toISOString(),
  };
}

const actRow = z.object({
  schoolId: z.string(),
  id: z.string().nullable(),
  kind: z.enum(actKinds).nullable(),
  status: z.enum(actStatuses).nullable(),
  detail: z.unknown().transform((value) => value ?? {}),
  /** Of an act that undoes another, that one's: both are about the same students. */
  aboutDetail: z.unknown().transform((value) => value ?? {}),
  reason: sealedColumn.nullable(),
  undoesId: z.string().nullable(),
  undoesKind: z.enum(actKinds).nullable(),
  isUndone: z.boolean(),
  students: z.number().nullable().transform(Number),
  studentsDone: z.number().nullable().transform(Number),
  changed: z.number().nullable().transform(Number),
  skipped: z.number().nullable().transform(Number),
  actorName: z.string(),
  createdAt: z.date().nullable(),
  timeZone: z.string(),
  names: z.array(z.string()),
});

/** A deployment without acts, from before they were recorded, has one row without an id. */
const selectActs = sqlStatement("deployment_acts_list", actRow, (p: Params<{ id: string }>) => {
  const d = competencyDeployments;
  return sql`
    select ${d.schoolId} as "schoolId", act.id, act.kind, act.status, act.detail, about.detail as "aboutDetail", act.reason, act.undoes_id as "undoesId",
           undone.kind as "undoesKind",
           exists (select from ${deploymentActs} undo where undo.undoes_id = act.id) as "isUndone",
           act.students, act.students_done as "studentsDone", act.changed, act.skipped,
           coalesce(actor.name, '') as "actorName", act.created_at as "createdAt", ${schools.timeZone} as "timeZone",
           case about.detail->'scope'->>'type'
             when 'group' then array(
               select ${cohorts.name} from ${cohorts} where ${cohorts.id} = about.detail->'scope'->'group'->>'id'
               union all select ${programs.name} from ${programs} where ${programs.id} = about.detail->'scope'->'group'->>'id')
             when 'students' then array(
               select student.name from ${users} student
               where student.id in (select jsonb_array_elements_text(about.detail->'scope'->'studentIds'))
               order by student.name limit 3)
             else '{}' end as names
    from ${d} join ${schools} on ${schools.id} = ${d.schoolId}
    left join lateral (
      select * from ${deploymentActs} where ${deploymentActs.deploymentId} = ${d.id}
      order by ${deploymentActs.id} desc limit 200) act on true
    left join ${deploymentActs} undone on undone.id = act.undoes_id
    left join ${users} actor on actor.id = act.actor_id
    cross join lateral (select coalesce(undone.detail, act.detail) as detail) about
    where ${d.id} = ${p.id} order by act.id desc`;
});
