import { type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { BatchChoices, BatchGrid, BatchGridQuery, GridRow } from "#src/features/assessments/batch/schema.ts";
import { permissions } from "#src/features/assessments/permissions.ts";
import type { FormAnswer } from "#src/features/assessments/schema.ts";
import { batchLimit } from "#src/features/assessments/values.ts";
import { observedFromSql } from "#src/features/progress/assignment-facts.ts";
import { isUnconfirmedGuestSql } from "#src/features/progress/evidence.ts";
import { completedStatuses } from "#src/features/progress/values.ts";
import { ofStudent } from "#src/platform/db/access-row.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { inNameOrder } from "#src/platform/db/names.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies, competencyRubrics } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import { placementSupervisors, placements } from "#src/platform/db/tables/placements.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { takesPart } from "#src/platform/db/taking-part.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** What the reader may choose for a batch, over the students whom they supervise. */
export async function listBatchChoices(ctx: UserContext): Promise<BatchChoices> {
  const supervisorId = ctx.actor.userId;
  const [found, placed] = await readAs(
    ctx.actor,
    (tx) => Promise.all([tx.query(selectChoices), tx.query(selectRotations, { supervisorId })]),
    {
      what: "batch choices",
      requestId: ctx.requestId,
      count: ([, ofRotations]) => ofRotations.reduce((sum, { students }) => sum + students, 0),
    },
  );
  return { competencies: found, rotations: placed };
}

/** The rows of a batch: what may be assessed, and what stands in the way of a row. */
export async function getBatchGrid(ctx: UserContext, query: BatchGridQuery): Promise<BatchGrid> {
  const { competencyId, studentId, rotationId } = query;
  if (studentId !== undefined) return getStudentGrid(ctx, studentId);
  if (competencyId === undefined) throw new Error("a batch without a competency or a student passed the checks");
  const values = {
    competencyId,
    rotationId: rotationId ?? null,
    supervisorId: ctx.actor.userId,
    limit: batchLimit + 1,
  };
  const [[competency], found] = await readAs(
    ctx.actor,
    (tx) =>
      Promise.all([
        tx.query(selectCompetency, { id: competencyId, schoolId: ctx.actor.schoolId }),
        tx.query(selectStudentRows, values),
      ]),
    {
      what: "batch grid",
      requestId: ctx.requestId,
      count: ([, rows]) => Math.min(rows.length, batchLimit),
      filter: { competencyId, rotationId },
    },
  );
  if (!competency) throw new AppError("not_found", "There is no such competency.");
  return {
    title: competency.name,
    timeZone: competency.timeZone,
    scales: [competency.scale],
    rows: found.slice(0, batchLimit).map(lineOf),
    isCut: found.length > batchLimit,
  };
}

async function getStudentGrid(ctx: UserContext, studentId: string): Promise<BatchGrid> {
  const values = { studentId, supervisorId: ctx.actor.userId, limit: batchLimit + 1 };
  const [[student], found, scales] = await readAs(
    ctx.actor,
    (tx) =>
      Promise.all([
        tx.query(selectStudent, { studentId }),
        tx.query(selectCompetencyRows, values),
        tx.query(selectScalesOf, { studentId }),
      ]),
    { subject: ofStudent(studentId), what: "batch grid", requestId: ctx.requestId },
  );
  authorize(ctx.actor, permissions.submit, {
    schoolId: student?.schoolId ?? "",
    isSupervisor: student?.isSupervisor ?? false,
  });
  return {
    title: student?.name ?? "",
    timeZone: student?.timeZone ?? "",
    scales: scales.map(({ scale }) => scale),
    rows: found.slice(0, batchLimit).map(lineOf),
    isCut: found.length > batchLimit,
  };
}

function lineOf({ observedFrom, isAssigned, hasCriteria, last, ...row }: FoundRow): GridRow {
  return {
    ...row,
    last: last && { rating: last.rating, date: new Date(last.date).toISOString() },
    observedFrom: observedFrom?.toISOString() ?? null,
    obstacle: isAssigned ? (hasCriteria ? "criteria" : null) : "not-assigned",
  };
}

const a = competencyAssignments;
const c = competencies;
const e = evaluations;
const f = competencyTemplates;
const p = placements;
const r = competencyRubrics;
const ro = rotations;
const rs = ratingScales;
const s = assessments;
const sc = schools;
const u = users;
const own = alias(assessments, "own");
const via = placementSupervisors;

const hasCriteria = sql<boolean>`exists (select from ${r} where ${r.competencyId} = ${c.id} and ${r.isActive})`;

const scaleJson = sql`json_build_object('id', ${rs.id}, 'name', ${rs.name}, 'question', ${rs.question},
  'kind', ${rs.kind}, 'min', ${rs.minValue}, 'max', ${rs.maxValue}, 'levels', ${rs.levels})`;

const selectChoices = sqlStatement(
  "batch_choices",
  // Checked as the endpoint's output.
  z.custom<BatchChoices["competencies"][number]>(),
  () => sql`
    select ${c.id}, ${c.code}, ${c.name}, ${c.category}, ${f.name} as framework, held.students,
           ${hasCriteria} as "hasCriteria"
    from (select ${a.competencyId}, count(*)::int as students from ${a}
          where ${a.userId} in (select app.placed_student_ids()) and ${isNoneOf(a.status, "WITHDRAWN")}
          group by ${a.competencyId}) held
    join ${c} on ${c.id} = held.competency_id
    left join ${f} on ${f.id} = ${c.templateId}
    order by ${f.name} nulls last, ${c.category}, ${c.sortOrder}, ${c.id}`,
);

const selectRotations = sqlStatement(
  "batch_rotations",
  z.custom<BatchChoices["rotations"][number]>(),
  (params: Params<{ supervisorId: string }>) => sql`
    select ${ro.id}, ${ro.name}, ${ro.unit}, count(distinct ${p.studentId})::int as students
    from ${via} join ${p} on ${p.id} = ${via.placementId} join ${ro} on ${ro.id} = ${p.rotationId}
    join ${sc} on ${sc.id} = ${p.schoolId}
    where ${via.supervisorId} = ${params.supervisorId} and ${p.endedAt} is null
      and (now() at time zone ${sc.timeZone})::date between ${p.startsOn} and ${p.endsOn}
      and ${p.studentId} in (select app.placed_student_ids())
    group by ${ro.id}, ${ro.name}, ${ro.unit} order by ${inNameOrder(ro.name)}, ${ro.id}`,
);

const selectCompetency = sqlStatement(
  "batch_competency",
  z.object({ name: z.string(), timeZone: z.string(), scale: z.custom<FormAnswer["scale"]>() }),
  (params: Params<{ id: string; schoolId: string }>) => sql`
    select ${c.name}, ${sc.timeZone} as "timeZone", ${scaleJson} as scale
    from ${c} join ${rs} on ${rs.id} = ${c.ratingScaleId} join ${sc} on ${sc.id} = ${params.schoolId}
    where ${c.id} = ${params.id}`,
);

const selectStudent = sqlStatement(
  "batch_student",
  z.object({ schoolId: z.string(), name: z.string(), timeZone: z.string(), isSupervisor: z.boolean() }),
  (params: Params<{ studentId: string }>) => sql`
    select ${u.schoolId} as "schoolId", ${u.name}, ${sc.timeZone} as "timeZone", app.supervises(${u.id}) as "isSupervisor"
    from ${u} join ${sc} on ${sc.id} = ${u.schoolId}
    where ${u.id} = ${params.studentId} and ${isOneOf(u.role, "STUDENT")}`,
);

const selectScalesOf = sqlStatement(
  "batch_scales",
  z.object({ scale: z.custom<FormAnswer["scale"]>() }),
  (params: Params<{ studentId: string }>) => sql`
    select ${scaleJson} as scale from ${rs} where ${rs.id} in (
      select ${c.ratingScaleId} from ${a} join ${c} on ${c.id} = ${a.competencyId}
      where ${a.userId} = ${params.studentId} and ${isNoneOf(a.status, "WITHDRAWN")})
    order by ${rs.id}`,
);

const foundRow = z.object({
  // Checked as the lines of the endpoint's output.
  studentId: z.string(),
  studentName: z.string(),
  studentNumber: z.string().nullable(),
  competencyId: z.string(),
  competencyName: z.string(),
  category: z.string(),
  scaleId: z.string(),
  target: z.coerce.number(),
  last: z.object({ rating: z.number(), date: z.string() }).nullable(),
  isCompleted: z.boolean(),
  observedFrom: z.date().nullable(),
  placementEndsOn: z.string().nullable(),
  requestId: z.string().nullable(),
  draftId: z.string().nullable(),
  isAssigned: z.boolean(),
  hasCriteria: z.boolean(),
});
type FoundRow = z.output<typeof foundRow>;

const ownOf = (status: "REQUESTED" | "DRAFT", supervisorId: SQL) => sql`(
  select ${own.id} from ${assessments} ${own} where ${own.studentId} = ${u.id} and ${own.competencyId} = ${c.id}
    and ${own.assessorId} = ${supervisorId} and ${isOneOf(own.status, status)})`;

/** A row of the student in `users` and the competency in `competencies`, with or without an assignment. */
const rowColumns = (supervisorId: SQL) => sql`
  ${u.id} as "studentId", ${u.name} as "studentName", ${u.studentNumber} as "studentNumber",
  ${c.id} as "competencyId", ${c.name} as "competencyName", ${c.category}, ${c.ratingScaleId} as "scaleId",
  ${c.targetRating} as target, ${a.id} is not null as "isAssigned", ${hasCriteria} as "hasCriteria",
  coalesce(${isOneOf(a.status, ...completedStatuses)}, false) as "isCompleted",
  ${observedFromSql(a.deploymentId, sc.timeZone)} as "observedFrom",
  (select max(${p.endsOn})::text from ${p} join ${via} on ${via.placementId} = ${p.id}
   where ${p.studentId} = ${u.id} and ${via.supervisorId} = ${supervisorId} and ${p.endedAt} is null
     and ${p.startsOn} <= (now() at time zone ${sc.timeZone})::date) as "placementEndsOn",
  ${ownOf("REQUESTED", supervisorId)} as "requestId", ${ownOf("DRAFT", supervisorId)} as "draftId",
  (select json_build_object('rating', coalesce(${e.overallRating}, ${e.rubricResult}), 'date', ${s.observedAt})
   from ${e} join ${s} on ${s.id} = ${e.assessmentId}
   where ${e.studentId} = ${u.id} and ${e.competencyId} = ${c.id} and ${isOneOf(e.state, "SIGNED")}
     and not ${e.isSelf} and not ${isUnconfirmedGuestSql(e)} and ${isOneOf(s.status, "SUBMITTED", "APPROVED")}
     and coalesce(${e.overallRating}, ${e.rubricResult}) is not null
   order by ${s.observedAt} desc, ${s.id} desc limit 1) as last`;

/** Row-level security leaves out whom the reader does not supervise. */
const selectStudentRows = sqlStatement(
  "batch_students",
  foundRow,
  (params: Params<{ competencyId: string; rotationId: string | null; supervisorId: string; limit: number }>) => sql`
    select ${rowColumns(params.supervisorId)}
    from ${u}
    join ${sc} on ${sc.id} = ${u.schoolId}
    join ${c} on ${c.id} = ${params.competencyId}
    left join ${a} on ${a.userId} = ${u.id} and ${a.competencyId} = ${c.id} and ${isNoneOf(a.status, "WITHDRAWN")}
    where ${u.id} in (select app.supervised_student_ids()) and ${isOneOf(u.role, "STUDENT")} and ${takesPart(u)}
      and (case when ${params.rotationId}::text is null then ${a.id} is not null else exists (
        select from ${p} join ${via} on ${via.placementId} = ${p.id}
        where ${p.studentId} = ${u.id} and ${via.supervisorId} = ${params.supervisorId}
          and ${p.rotationId} = ${params.rotationId} and ${p.endedAt} is null
          and ${p.startsOn} <= (now() at time zone ${sc.timeZone})::date) end)
    order by ${inNameOrder(u.name)}, ${u.id} limit ${params.limit}`,
);

const selectCompetencyRows = sqlStatement(
  "batch_competencies",
  foundRow,
  (params: Params<{ studentId: string; supervisorId: string; limit: number }>) => sql`
    select ${rowColumns(params.supervisorId)}
    from ${u}
    join ${sc} on ${sc.id} = ${u.schoolId}
    join ${a} on ${a.userId} = ${u.id} and ${isNoneOf(a.status, "WITHDRAWN")}
    join ${c} on ${c.id} = ${a.competencyId}
    where ${u.id} = ${params.studentId} and ${isOneOf(u.role, "STUDENT")}
    order by ${c.ratingScaleId}, ${c.category}, ${c.sortOrder}, ${c.id} limit ${params.limit}`,
);
