import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError, type FieldError } from "#src/errors.ts";
import type { DueRule } from "#src/features/deployments/due-dates.ts";
import { permissions } from "#src/features/deployments/permissions.ts";
import type { DeployBody } from "#src/features/deployments/schema.ts";
import { targetTypes } from "#src/features/deployments/values.ts";
import { type Params, type RowOf, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

const target = z.object({ type: z.enum(targetTypes), id: z.string(), name: z.string() });
export type Target = z.infer<typeof target>;
type Requested = DeployBody["targetGroups"];
type Dates = { effectiveDate?: string | undefined; dueDate?: string | null | undefined; dueRule?: DueRule | undefined };

export type Plan = {
  framework: RowOf<typeof selectFramework>;
  targets: Target[];
  dates: RowOf<typeof selectDates>;
  rule: DueRule | null;
};

/**
 * What an admin wants to deploy to whom and when, checked. All that it asks the database is sent before the first
 * answer.
 */
export async function readPlan(tx: Tx, ctx: UserContext, body: DeployBody): Promise<Plan> {
  const [[found], targets, dates] = await Promise.all([
    tx.query(selectFramework, { templateId: body.templateId, competencyIds: body.competencyIds ?? null }),
    readTargets(tx, body.targetGroups),
    readDates(tx, ctx.actor.schoolId, body),
  ]);
  const framework = checkedFramework(ctx, body, found);
  return { framework, targets: targets(), dates: dates(), rule: body.dueRule ?? null };
}

function checkedFramework(
  ctx: UserContext,
  body: DeployBody,
  framework: RowOf<typeof selectFramework> | undefined,
): RowOf<typeof selectFramework> {
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

/**
 * A bare string is a cohort or a program. Every group must be of the admin's school, which the policies enforce. Like
 * that of dates, the answer is a function that checks when it is called, so that what is missing is refused in order.
 */
export async function readTargets(tx: Tx, requested: Requested): Promise<() => Target[]> {
  const wanted = requested.map((group) => (typeof group === "string" ? { type: null, id: group } : group));
  const groups = await tx.query(selectGroups, { ids: wanted.map(({ id }) => id) });
  return () => {
    const errors: FieldError[] = [];
    const targets = wanted.flatMap(({ type, id }, index) => {
      const found = groups.find(
        (group) => group.id === id && (type === null ? group.type !== "student" : group.type === type),
      );
      if (!found) errors.push({ path: `targetGroups.${index}`, message: "is not a group of this school" });
      return found ? [found] : [];
    });
    if (errors.length > 0) throw invalid(errors);
    return [...new Map(targets.map((each) => [`${each.type} ${each.id}`, each])).values()];
  };
}

/** A day means its start for the effective date and its end for the due date, in the school's time zone. */
export async function readDates(
  tx: Tx,
  schoolId: string,
  { effectiveDate, dueDate, dueRule }: Dates,
): Promise<() => RowOf<typeof selectDates>> {
  const rotationId = dueRule?.rotationId ?? null;
  const [dates] = await tx.query(selectDates, {
    ...{ schoolId, effectiveDate: effectiveDate ?? null, dueDate: dueDate ?? null, rotationId },
  });
  return () => {
    if (!dates) throw new AppError("not_found", "There is no such school.");
    if (dates.isBackwards) throw invalid([{ path: "dueDate", message: "must not lie before the effective date" }]);
    if (rotationId !== null && !dates.hasRotation) {
      throw invalid([{ path: "dueRule.rotationId", message: "is not a rotation of this school" }]);
    }
    return dates;
  };
}

export function invalid(errors: FieldError[]): AppError {
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
    select 'cohort' as type, ${cohorts.id}, ${cohorts.name} from ${cohorts} where ${cohorts.id} = any(${p.ids})
    union all select 'program', ${programs.id}, ${programs.name} from ${programs} where ${programs.id} = any(${p.ids})
    union all select 'student', ${users.id}, ${users.name} from ${users}
      where ${users.id} = any(${p.ids}) and ${users.role} = 'STUDENT'`,
);

const datesRow = z.object({
  effectiveAt: z.date(),
  effectiveOn: z.string(),
  dueAt: z.date().nullable(),
  isFuture: z.boolean(),
  isBackwards: z.boolean(),
  hasRotation: z.boolean(),
  timeZone: z.string(),
});

type DateTexts = {
  schoolId: string;
  effectiveDate: string | null;
  dueDate: string | null;
  rotationId: string | null;
};

const selectDates = sqlStatement("deployment_dates", datesRow, (p: Params<DateTexts>) => {
  const effective = sql`${p.effectiveDate}::text`;
  const due = sql`${p.dueDate}::text`;
  return sql`
    with dates as (
      select coalesce(case when length(${effective}) = 10
                           then ${effective}::date::timestamp at time zone ${schools.timeZone}
                           else ${effective}::timestamptz end, now()) as effective_at,
             case when length(${due}) = 10
                  then (${due}::date + 1)::timestamp at time zone ${schools.timeZone} - interval '1 second'
                  else ${due}::timestamptz end as due_at,
             ${schools.timeZone}
      from ${schools} where ${schools.id} = ${p.schoolId})
    select effective_at as "effectiveAt", (effective_at at time zone time_zone)::date::text as "effectiveOn",
           due_at as "dueAt", effective_at > now() as "isFuture",
           coalesce(due_at < effective_at, false) as "isBackwards",
           exists (select from ${rotations} where ${rotations.id} = ${p.rotationId}
             and ${rotations.schoolId} = ${p.schoolId}) as "hasRotation", time_zone as "timeZone"
    from dates`;
});
