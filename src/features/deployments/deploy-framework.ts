import { AppError, type FieldError } from "#src/errors.ts";
import { targetedStudentsSql } from "#src/features/deployments/queries.ts";
import type { DeployAnswer, DeployBody } from "#src/features/deployments/schema.ts";
import type { UserContext } from "#src/http/endpoint.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import { authorize } from "#src/policy/authorize.ts";

type Target = { type: "cohort" | "program" | "student"; id: string };

/**
 * A school admin gives a published framework to groups of their school. This writes the plan; a job makes the
 * assignments, at once or when the effective date comes.
 */
export async function deployFramework(ctx: UserContext, body: DeployBody): Promise<DeployAnswer> {
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const [framework, targets] = await Promise.all([loadFramework(tx, ctx, body), resolveTargets(tx, body)]);
      const dates = await readDates(tx, ctx, body);
      const { rows } = await tx.query<{ students: number }>({
        text: `select count(distinct u.id)::int as students
               from (select $2::text collate "C" as school_id, g.type collate "C" as target_type, g.id collate "C" as target_id
                     from jsonb_to_recordset($1) as g (type text, id text)) t ${targetedStudentsSql}`,
        values: [JSON.stringify(targets), ctx.actor.schoolId],
      });
      const deploymentId = newId();
      const assignmentsPlanned = (rows[0]?.students ?? 0) * framework.competencies;
      void tx.query({
        text: `insert into competency_deployments (id, school_id, template_id, status, effective_at, due_at,
                 competency_ids, notifications, assignments_planned, created_by)
               values ($1, $2, $3, 'SCHEDULED', $4, $5, $6, $7, $8, $9)`,
        values: [
          deploymentId,
          ctx.actor.schoolId,
          body.templateId,
          dates.effectiveAt,
          dates.dueAt,
          body.competencyIds ?? null,
          body.notifications,
          assignmentsPlanned,
          ctx.actor.userId,
        ],
      });
      void tx.query({
        text: `insert into deployment_targets (deployment_id, school_id, target_type, target_id)
               select distinct $1, $2, t.type, t.id from jsonb_to_recordset($3) as t (type text, id text)`,
        values: [deploymentId, ctx.actor.schoolId, JSON.stringify(targets)],
      });
      audit(tx, ctx.actor, {
        action: "deployment.create",
        entityType: "deployment",
        entityId: deploymentId,
        schoolId: ctx.actor.schoolId,
        requestId: ctx.requestId,
        detail: { templateId: body.templateId, targets, assignmentsPlanned },
      });
      if (!dates.isFuture) {
        emit(tx, [{ type: "deployment.requested", schoolId: ctx.actor.schoolId, data: { deploymentId } }]);
      }
      return { deploymentId, status: "SCHEDULED" as const, assignmentsPlanned };
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

async function loadFramework(tx: Tx, ctx: UserContext, body: DeployBody): Promise<{ competencies: number }> {
  const { rows } = await tx.query<{ school_id: string; status: string; competencies: number }>({
    text: `select t.school_id, t.status, (select count(*)::int from competencies c where c.template_id = t.id
             and ($2::text[] is null or c.id = any($2))) as competencies
           from competency_templates t where t.id = $1`,
    values: [body.templateId, body.competencyIds ?? null],
  });
  const framework = rows[0];
  // The shipped frameworks of the reference school may be deployed by every school.
  const schoolId = framework?.school_id === "default" ? ctx.actor.schoolId : (framework?.school_id ?? "");
  authorize(ctx.actor, "deployment:manage", { schoolId });
  if (!framework) throw new AppError("not_found", "There is no such framework.");
  if (framework.status !== "PUBLISHED") {
    throw new AppError("conflict", "Only a published framework can be deployed.");
  }
  if (framework.competencies === 0 && !body.competencyIds) {
    throw new AppError("conflict", "This framework has no competencies to deploy.");
  }
  if (body.competencyIds && framework.competencies !== new Set(body.competencyIds).size) {
    throw invalid([{ path: "competencyIds", message: "names a competency that is not of this framework" }]);
  }
  return framework;
}

/** A bare string is a cohort or a program; every group must be of the admin's school, which the policies see to. */
async function resolveTargets(tx: Tx, body: DeployBody): Promise<Target[]> {
  const wanted = body.targetGroups.map((group) => (typeof group === "string" ? { type: null, id: group } : group));
  const { rows } = await tx.query<Target>({
    text: `
      select 'cohort' as type, c.id from cohorts c where c.id = any($1)
      union all select 'program', p.id from programs p where p.id = any($1)
      union all select 'student', u.id from users u where u.id = any($1) and u.role = 'STUDENT'`,
    values: [wanted.map(({ id }) => id)],
  });
  const errors: FieldError[] = [];
  const targets = wanted.flatMap(({ type, id }, index) => {
    const found = rows.find((row) => row.id === id && (type === null ? row.type !== "student" : row.type === type));
    if (!found) errors.push({ path: `targetGroups.${index}`, message: "is not a group of this school" });
    return found ? [found] : [];
  });
  if (errors.length > 0) throw invalid(errors);
  return targets;
}

/** A day means its beginning for the effective date and its end for the due date, in the school's time zone. */
async function readDates(tx: Tx, ctx: UserContext, body: DeployBody) {
  const { rows } = await tx.query<{
    effective_at: Date;
    due_at: Date | null;
    is_future: boolean;
    is_backwards: boolean;
  }>({
    text: `
      with dates as (
        select coalesce(case when length($2) = 10 then ($2::date)::timestamp at time zone s.time_zone
                             else $2::timestamptz end, now()) as effective_at,
               case when length($3) = 10 then ($3::date + 1)::timestamp at time zone s.time_zone - interval '1 second'
                    else $3::timestamptz end as due_at
        from schools s where s.id = $1)
      select effective_at, due_at, effective_at > now() as is_future, coalesce(due_at < effective_at, false) as is_backwards
      from dates`,
    values: [ctx.actor.schoolId, body.effectiveDate ?? null, body.dueDate ?? null],
  });
  const dates = rows[0];
  if (!dates) throw new AppError("not_found", "There is no such school.");
  if (dates.is_backwards) throw invalid([{ path: "dueDate", message: "must not lie before the effective date" }]);
  return { effectiveAt: dates.effective_at, dueAt: dates.due_at, isFuture: dates.is_future };
}

function invalid(errors: FieldError[]): AppError {
  return new AppError("invalid", "Some values are not valid.", { errors });
}
