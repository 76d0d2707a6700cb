import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { ChoicesAnswer, Frame } from "#src/features/cohort-matrix/schema.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { inNameOrder } from "#src/platform/db/names.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { competencies as c } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments as a } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyTemplates as t } from "#src/platform/db/tables/competency-templates.ts";
import { placements } from "#src/platform/db/tables/placements.ts";
import { ratingScales as rs } from "#src/platform/db/tables/rating-scales.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { studentCells } from "#src/platform/db/tables/student-cells.ts";
import { users as u } from "#src/platform/db/tables/users.ts";
import { isCounted } from "#src/platform/db/taking-part.ts";

export type Chosen = { cohortId: string | null; rotationId: string | null };
export type Roster = Chosen & { schoolId: string | null; limit: number };

/** Students who stand in the reader's lists; policies leave out the others. */
const isOnRoster = (chosen: SQL): SQL => sql`
  ${isOneOf(u.role, "STUDENT")} and ${isCounted(u)} and ${chosen}`;

const isInCohort = (p: Params<Roster>) => sql`${u.cohortId} = ${p.cohortId}`;
const isInRotation = (p: Params<Roster>) => sql`${u.id} in (
  select ${placements.studentId} from ${placements}
  where ${placements.rotationId} = ${p.rotationId} and ${placements.endedAt} is null)`;
const isInSchool = (p: Params<Roster>) => sql`${u.schoolId} = ${p.schoolId}`;
const isAnybody = (p: Params<Roster>): SQL => sql`
  (${p.schoolId}::text is null or ${isInSchool(p)})
    and (${p.cohortId}::text is null or ${isInCohort(p)})
    and (${p.rotationId}::text is null or ${isInRotation(p)})`;

/** A student as the roster packs it; `version` is that of their cells, 0 where nothing was ever assigned. */
export type RosterRow = readonly [
  id: string,
  name: string,
  number: string | null,
  placement: string | null,
  version: string,
  timeZone: string,
];

/**
 * By name. One text for all of them, since a matrix that is known needs no more than to compare it. Arrays of text become
 * JSON in half the time of values of several types, and all placements at once are read in half the time of one by one.
 */
const rosterSql = (p: Params<Roster>, chosen: SQL) => sql`
    with reached as materialized (
      select ${u.id}, ${u.name}, ${u.studentNumber} as number, ${schools.timeZone}
      from ${u} join ${schools} on ${schools.id} = ${u.schoolId}
      where ${isOnRoster(chosen)} limit ${p.limit}),
    placed as (
      select distinct on (${placements.studentId}) ${placements.studentId} as student, ${rotations.name}
      from ${placements} join reached r on r.id = ${placements.studentId}
      join ${rotations} on ${rotations.id} = ${placements.rotationId}
      where ${placements.endedAt} is null
        and (now() at time zone r.time_zone)::date between ${placements.startsOn} and ${placements.endsOn}
      order by ${placements.studentId}, ${placements.startsOn} desc, ${placements.id})
    select count(*)::int as students, coalesce(array_agg(distinct r.time_zone), '{}') as "timeZones",
           coalesce(json_agg(array[r.id, r.name, r.number, placed.name, coalesce(${studentCells.version}, 0)::text, r.time_zone]
             order by ${inNameOrder(sql`r.name`)}, r.id)::text, '[]') as roster
    from reached r left join placed on placed.student = r.id left join ${studentCells} on ${studentCells.studentId} = r.id`;

const rosterRow = z.object({ students: z.number(), timeZones: z.array(z.string()), roster: z.string() });
/** One for each way to choose them, so that the server keeps its plan: to make one takes longer than to carry it out. */
const selectRoster = {
  cohort: sqlStatement("matrix_roster_cohort", rosterRow, (p: Params<Roster>) => rosterSql(p, isInCohort(p))),
  rotation: sqlStatement("matrix_roster_rotation", rosterRow, (p: Params<Roster>) => rosterSql(p, isInRotation(p))),
  school: sqlStatement("matrix_roster_school", rosterRow, (p: Params<Roster>) => rosterSql(p, isInSchool(p))),
  any: sqlStatement("matrix_roster", rosterRow, (p: Params<Roster>) => rosterSql(p, isAnybody(p)), {
    isPlannedForValues: true,
  }),
};

export function rosterStatement({ cohortId, rotationId, schoolId }: Roster): (typeof selectRoster)["any"] {
  if (cohortId !== null && rotationId !== null) return selectRoster.any;
  if (cohortId !== null) return selectRoster.cohort;
  if (rotationId !== null) return selectRoster.rotation;
  return schoolId === null ? selectRoster.any : selectRoster.school;
}

/** The framework, unless the cohort or the rotation is none of the reader's. Its stamp changes with every change of its row. */
export const selectFramework = sqlStatement(
  "matrix_framework",
  z.object({
    id: z.string(),
    name: z.string(),
    version: z.string(),
    status: z.enum(["DRAFT", "PUBLISHED", "DEPRECATED"]),
    stamp: z.string(),
    competencies: z.number(),
  }),
  (p: Params<Chosen & { frameworkId: string }>) => sql`
    select ${t.id}, ${t.name}, ${t.version}, ${t.status}, ${t}.xmin::text as stamp,
           (select count(*)::int from ${c} where ${c.templateId} = ${t.id}) as competencies
    from ${t}
    where ${t.id} = ${p.frameworkId}
      and (${p.cohortId}::text is null or exists (select 1 from ${cohorts} where ${cohorts.id} = ${p.cohortId}))
      and (${p.rotationId}::text is null or exists (select 1 from ${rotations} where ${rotations.id} = ${p.rotationId}))`,
);

export const selectCells = sqlStatement(
  "matrix_cells",
  z.object({ studentId: z.string(), version: z.number(), cells: z.string() }),
  (p: Params<{ studentIds: string[] }>) => sql`
    select ${studentCells.studentId} as "studentId", ${studentCells.version}::int as version, ${studentCells.cells}::text as cells
    from ${studentCells} where ${studentCells.studentId} = any (${p.studentIds}::text[])`,
);

type Levels = { value: number; label: string }[];

/** The columns of a framework. Competencies of one category stand together, in the order of their first. */
export const selectFrame = sqlStatement(
  "matrix_frame",
  z.object({
    competencies: z.custom<Frame["competencies"]>(),
    scales: z.custom<(Omit<Frame["scales"][number], "levels"> & { levels: Levels })[]>(),
  }),
  (p: Params<{ frameworkId: string }>) => sql`
    select coalesce(json_agg(json_build_object('id', k.id, 'code', k.code, 'name', k.name, 'shortName', k.short_name,
             'category', k.category, 'isRequired', k.is_required, 'target', k.target_rating, 'scaleId', k.rating_scale_id,
             'validityMonths', k.validity_months) order by k.first, k.category, k.sort_order, k.id), '[]') as competencies,
           coalesce((select json_agg(json_build_object('id', ${rs.id}, 'name', ${rs.name}, 'kind', ${rs.kind},
                       'max', ${rs.maxValue}, 'levels', ${rs.levels}) order by ${rs.id})
                     from ${rs} where ${rs.id} in (select ${c.ratingScaleId} from ${c} where ${c.templateId} = ${p.frameworkId})),
             '[]') as scales
    from (select ${c}.*, min(${c.sortOrder}) over (partition by ${c.category}) as first
          from ${c} where ${c.templateId} = ${p.frameworkId}) k`,
);

export const selectChoices = sqlStatement(
  "matrix_choices",
  z.object({
    cohorts: z.custom<ChoicesAnswer["cohorts"]>(),
    rotations: z.custom<ChoicesAnswer["rotations"]>(),
    frameworks: z.custom<ChoicesAnswer["frameworks"]>(),
  }),
  (p: Params<Roster>) => sql`
    with reached as (
      select ${u.id}, ${u.cohortId} from ${u} where ${isOnRoster(isAnybody(p))}),
    mine as (
      select ${u.id}, ${u.cohortId} from ${u} where ${isOneOf(u.role, "STUDENT")} and ${isCounted(u)}
        and (${p.schoolId}::text is null or ${u.schoolId} = ${p.schoolId}))
    select
      coalesce((select json_agg(json_build_object('id', ${cohorts.id}, 'name', ${cohorts.name}) order by ${inNameOrder(cohorts.name)}, ${cohorts.id})
        from ${cohorts} where ${cohorts.id} in (select cohort_id from mine)), '[]') as cohorts,
      coalesce((select json_agg(json_build_object('id', ${rotations.id}, 'name', ${rotations.name}) order by ${inNameOrder(rotations.name)}, ${rotations.id})
        from ${rotations} where exists (select 1 from ${placements}
          where ${placements.rotationId} = ${rotations.id} and ${placements.endedAt} is null
            and ${placements.studentId} in (select id from mine))), '[]') as rotations,
      coalesce((select json_agg(json_build_object('id', ${t.id}, 'name', ${t.name}, 'version', ${t.version})
          order by ${t.publishedAt} desc nulls last, ${t.id})
        from ${t} where ${isNoneOf(t.status, "DRAFT")} and exists (
          select 1 from ${c} join ${a} on ${a.competencyId} = ${c.id}
          where ${c.templateId} = ${t.id} and ${isNoneOf(a.status, "WITHDRAWN")}
            and ${a.userId} in (select id from reached))), '[]') as frameworks`,
  { isPlannedForValues: true },
);
