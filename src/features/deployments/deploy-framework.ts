import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError, type FieldError } from "#src/errors.ts";
import { events } from "#src/features/deployments/events.ts";
import { permissions } from "#src/features/deployments/permissions.ts";
import { joinTargetedStudents } from "#src/features/deployments/queries.ts";
import type { DeployAnswer, DeployBody } from "#src/features/deployments/schema.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { columns, type Params, type RowOf, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyDeployments, deploymentTargets } from "#src/platform/db/tables/competency-deployments.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

const target = z.object({ type: z.enum(["cohort", "program", "student"]), id: z.string() });
type Target = z.infer<typeof target>;

/**
 * A school admin deploys a published framework to groups of their school. This writes the plan; a job creates the
 * assignments, at once or on the effective date.
 */
export async function deployFramework(ctx: UserContext, body: DeployBody): Promise<DeployAnswer> {
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const { templateId } = body;
      const [[found], groups] = await Promise.all([
        tx.query(selectFramework, { templateId, competencyIds: body.competencyIds ?? null }),
        tx.query(selectGroups, {
          ids: body.targetGroups.map((group) => (typeof group === "string" ? group : group.id)),
        }),
      ]);
      const framework = checkedFramework(ctx, body, found);
      const targets = targetsOf(body, groups);
      const dates = await readDates(tx, ctx, body);
      const [counted] = await tx.query(countStudents, {
        schoolId: ctx.actor.schoolId,
        targets: JSON.stringify(targets),
      });
      const deploymentId = newId();
      const assignmentsPlanned = (counted?.students ?? 0) * framework.competencies;
      tx.send(insertDeployment, {
        id: deploymentId,
        schoolId: ctx.actor.schoolId,
        templateId,
        effectiveAt: dates.effectiveAt,
        dueAt: dates.dueAt,
        competencyIds: body.competencyIds ?? null,
        notifications: body.notifications,
        assignmentsPlanned,
        createdBy: ctx.actor.userId,
      });
      tx.send(insertTargets, {
        deploymentId,
        schoolId: ctx.actor.schoolId,
        targets: JSON.stringify(targets),
      });
      audit(tx, ctx.actor, {
        action: "deployment.create",
        entityType: "deployment",
        entityId: deploymentId,
        schoolId: ctx.actor.schoolId,
        requestId: ctx.requestId,
        detail: { templateId, targets, assignmentsPlanned },
      });
      if (!dates.isFuture) {
        emit(tx, [events.requested.of({ schoolId: ctx.actor.schoolId, data: { deploymentId } })]);
      }
      return { deploymentId, status: "SCHEDULED" as const, assignmentsPlanned };
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

type Framework = RowOf<typeof selectFramework>;

function checkedFramework(ctx: UserContext, body: DeployBody, framework: Framework | undefined): Framework {
  // Every school may deploy the shipped frameworks, which belong to the reference school.
  const schoolId = framework?.schoolId === "default" ? ctx.actor.schoolId : (framework?.schoolId ?? "");
  authorize(ctx.actor, permissions.manage, { schoolId });
  if (!framework) throw new AppError("not_found", "There is no such framework.");
  if (framework.status !== "PUBLISHED") {
    throw new AppError("conflict", "Only a published framework can be assigned to students.");
  }
  if (framework.competencies === 0 && !body.competencyIds) {
    throw new AppError("conflict", "This framework has no competencies to assign.");
  }
  if (body.competencyIds && framework.competencies !== new Set(body.competencyIds).size) {
    throw invalid([{ path: "competencyIds", message: "names a competency that is not of this framework" }]);
  }
  return framework;
}

/** A bare string is a cohort or a program. Every group must be of the admin's school, which the policies enforce. */
function targetsOf(body: DeployBody, groups: readonly Target[]): Target[] {
  const requested = body.targetGroups.map((group) => (typeof group === "string" ? { type: null, id: group } : group));
  const errors: FieldError[] = [];
  const targets = requested.flatMap(({ type, id }, index) => {
    const found = groups.find(
      (group) => group.id === id && (type === null ? group.type !== "student" : group.type === type),
    );
    if (!found) errors.push({ path: `targetGroups.${index}`, message: "is not a group of this school" });
    return found ? [found] : [];
  });
  if (errors.length > 0) throw invalid(errors);
  return targets;
}

/** A day means its start for the effective date and its end for the due date, in the school's time zone. */
async function readDates(tx: Tx, ctx: UserContext, body: DeployBody) {
  const [dates] = await tx.query(selectDates, {
    schoolId: ctx.actor.schoolId,
    effectiveDate: body.effectiveDate ?? null,
    dueDate: body.dueDate ?? null,
  });
  if (!dates) throw new AppError("not_found", "There is no such school.");
  if (dates.isBackwards) throw invalid([{ path: "dueDate", message: "must not lie before the effective date" }]);
  return dates;
}

function invalid(errors: FieldError[]): AppError {
  return new AppError("invalid", "Some values are not valid.", { errors });
}

const selectFramework = statement(
  "deployment_framework",
  (db, p: Params<{ templateId: string; competencyIds: string[] | null }>) => {
    const deployed = sql`select count(*)::int from ${competencies}
      where ${competencies.templateId} = ${competencyTemplates.id}
        and (${p.competencyIds}::text[] is null or ${competencies.id} = any(${p.competencyIds}::text[]))`;
    return db
      .select({
        schoolId: competencyTemplates.schoolId,
        status: competencyTemplates.status,
        competencies: sql<number>`(${deployed})`,
      })
      .from(competencyTemplates)
      .where(eq(competencyTemplates.id, p.templateId));
  },
);

const selectGroups = sqlStatement(
  "deployment_groups",
  target,
  (p: Params<{ ids: string[] }>) => sql`
    select 'cohort' as type, ${cohorts.id} from ${cohorts} where ${cohorts.id} = any(${p.ids})
    union all select 'program', ${programs.id} from ${programs} where ${programs.id} = any(${p.ids})
    union all select 'student', ${users.id} from ${users}
      where ${users.id} = any(${p.ids}) and ${users.role} = 'STUDENT'`,
);

const datesRow = z.object({
  effectiveAt: z.date(),
  dueAt: z.date().nullable(),
  isFuture: z.boolean(),
  isBackwards: z.boolean(),
});

const selectDates = sqlStatement(
  "deployment_dates",
  datesRow,
  (p: Params<{ schoolId: string; effectiveDate: string | null; dueDate: string | null }>) => {
    const effective = sql`${p.effectiveDate}::text`;
    const due = sql`${p.dueDate}::text`;
    return sql`
      with dates as (
        select coalesce(case when length(${effective}) = 10
                             then ${effective}::date::timestamp at time zone ${schools.timeZone}
                             else ${effective}::timestamptz end, now()) as effective_at,
               case when length(${due}) = 10
                    then (${due}::date + 1)::timestamp at time zone ${schools.timeZone} - interval '1 second'
                    else ${due}::timestamptz end as due_at
        from ${schools} where ${schools.id} = ${p.schoolId})
      select effective_at as "effectiveAt", due_at as "dueAt", effective_at > now() as "isFuture",
             coalesce(due_at < effective_at, false) as "isBackwards"
      from dates`;
  },
);

const countStudents = sqlStatement(
  "deployment_count_students",
  z.object({ students: z.number() }),
  (p: Params<{ schoolId: string; targets: string }>) => sql`
    select count(distinct u.id)::int as students
    from (select ${p.schoolId}::text collate "C" as school_id, g.type collate "C" as target_type,
                 g.id collate "C" as target_id
          from jsonb_to_recordset(${p.targets}::jsonb) as g (type text, id text)) t
    ${joinTargetedStudents}`,
);

type NewDeployment = Pick<
  typeof competencyDeployments.$inferSelect,
  | "id"
  | "schoolId"
  | "templateId"
  | "effectiveAt"
  | "dueAt"
  | "competencyIds"
  | "notifications"
  | "assignmentsPlanned"
  | "createdBy"
>;

const insertDeployment = statement("deployment_insert", (db, p: Params<NewDeployment>) =>
  db.insert(competencyDeployments).values({
    id: p.id,
    schoolId: p.schoolId,
    templateId: p.templateId,
    status: "SCHEDULED",
    effectiveAt: p.effectiveAt,
    dueAt: p.dueAt,
    // The column's own encoder does not accept null.
    competencyIds: sql`${p.competencyIds}::text[]`,
    notifications: p.notifications,
    assignmentsPlanned: p.assignmentsPlanned,
    createdBy: p.createdBy,
  }),
);

const insertTargets = sqlWrite(
  "deployment_insert_targets",
  (p: Params<{ deploymentId: string; schoolId: string; targets: string }>) => {
    const t = deploymentTargets;
    return sql`
      insert into ${t} (${columns(t.deploymentId, t.schoolId, t.targetType, t.targetId)})
      select distinct ${p.deploymentId}, ${p.schoolId}, g.type, g.id
      from jsonb_to_recordset(${p.targets}::jsonb) as g (type text, id text)`;
  },
);
