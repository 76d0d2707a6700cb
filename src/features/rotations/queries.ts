import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/rotations/permissions.ts";
import { phaseOf } from "#src/features/rotations/rules.ts";
import type {
  PlacementLine,
  PlacementsAnswer,
  RotationLine,
  RotationsAnswer,
  SupervisorsAnswer,
} from "#src/features/rotations/schema.ts";
import { phaseOn, phaseWords, searchedText } from "#src/features/rotations/values.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn } from "#src/lib/day.ts";
import { makeMatcher } from "#src/lib/search-text.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { inNameOrder } from "#src/platform/db/names.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { placementSupervisors, placements } from "#src/platform/db/tables/placements.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { timeRecords } from "#src/platform/db/tables/time-records.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvOfLines } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** The day that it is now in the school of the row, in SQL. */
const today = sql`(now() at time zone ${schools.timeZone})::date`;

const placedNow = sql<number>`(select count(*)::int from ${placements}
  where ${placements.rotationId} = ${rotations.id} and ${placements.endedAt} is null
    and ${today} between ${placements.startsOn} and ${placements.endsOn})`;
const placedLater = sql<number>`(select count(*)::int from ${placements}
  where ${placements.rotationId} = ${rotations.id} and ${placements.endedAt} is null
    and ${placements.startsOn} > ${today})`;

/** The same count as that of the database's guard, over the rows that the reader sees. */
const mostPlaced = sql<number>`(
  with taken as (
    select p.starts_on, p.ends_on from ${placements} p where p.rotation_id = ${rotations.id} and p.ended_at is null
  )
  select coalesce(max((select count(*) from taken t where d.day between t.starts_on and t.ends_on)), 0)::int
  from (select ${today} as day union select starts_on from taken where starts_on > ${today}) d)`;

const rotationColumns = {
  id: rotations.id,
  schoolId: rotations.schoolId,
  name: rotations.name,
  site: rotations.site,
  unit: rotations.unit,
  startsOn: rotations.startsOn,
  endsOn: rotations.endsOn,
  programId: rotations.programId,
  places: rotations.places,
  requiredMinutes: rotations.requiredMinutes,
  placedNow,
  placedLater,
  mostPlaced,
  timeZone: schools.timeZone,
};

/** Rotations of the school, those that are not over first. */
export async function listRotations(ctx: UserContext): Promise<RotationsAnswer> {
  const rows = await readAs(ctx.actor, (tx) => tx.query(selectRotations));
  return { items: rows.map((row) => ({ ...row, ...ofSchoolOnly(ctx, row) })) };
}

/** The same as CSV, with the search of the page. */
export async function exportRotations(ctx: UserContext, search = ""): Promise<Response> {
  const rows = await readAs(ctx.actor, (tx) => tx.query(selectRotations));
  const matches = makeMatcher(search);
  const shown = rows.filter((row) => matches?.(searchedText(row)) ?? true);
  return csvOfLines(
    "rotations.csv",
    rotationCsv,
    shown.map((row) => ({ ...row, ...ofSchoolOnly(ctx, row) })),
  );
}

type RotationRow = RotationLine & { timeZone: string };

const rotationCsv: CsvColumns<RotationRow> = [
  ["Rotation", (line) => line.name],
  ["Site", (line) => line.site],
  ["Unit", (line) => line.unit],
  ["First day", (line) => line.startsOn],
  ["Last day", (line) => line.endsOn],
  ["Status", (line) => phaseWords[phaseOn(dayIn(now(), line.timeZone), line)]],
  ["Students now", (line) => line.placedNow],
  ["Students later", (line) => line.placedLater],
  ["Places", (line) => line.places],
  ["Most places taken", (line) => line.mostPlaced],
  ["Minutes needed", (line) => line.requiredMinutes],
];

/** A supervisor sees the placements of their own students, and would take them for all. */
function ofSchoolOnly({ actor }: UserContext, row: { mostPlaced: number }) {
  return { mostPlaced: actor.role === "CLINICAL_SUPERVISOR" ? null : row.mostPlaced };
}

const selectRotations = statement("rotations_list", (db) =>
  db
    .select(rotationColumns)
    .from(rotations)
    .innerJoin(schools, eq(schools.id, rotations.schoolId))
    .orderBy(sql`${rotations.endsOn} < ${today}`, rotations.startsOn, rotations.id)
    .limit(500),
);

/** One rotation with the placements that the reader may see: running ones first, each with its hours. */
export function listPlacements(ctx: UserContext, rotationId: string): Promise<PlacementsAnswer> {
  return readPlacements(ctx, rotationId, "placements");
}

/** Its placements as CSV. */
export async function exportPlacements(ctx: UserContext, rotationId: string): Promise<Response> {
  const { items } = await readPlacements(ctx, rotationId, "placements export");
  return csvOfLines("students-of-rotation.csv", placementCsv, items);
}

const placementCsv: CsvColumns<PlacementLine> = [
  ["Student", (line) => line.student],
  ["Number", (line) => line.studentNumber],
  ["First day", (line) => line.startsOn],
  ["Last day", (line) => line.endsOn],
  ["Status", (line) => (line.endedAt === null ? phaseWords[line.phase] : "Ended early")],
  ["Supervisors", (line) => line.supervisors.map(({ name }) => name).join("; ")],
  ["Approved minutes", (line) => line.approvedMinutes],
  ["Minutes waiting", (line) => line.waitingMinutes],
];

async function readPlacements(ctx: UserContext, rotationId: string, what: string): Promise<PlacementsAnswer> {
  const { rotation, items } = await readAs(
    ctx.actor,
    async (tx) => {
      const [[found], rows] = await Promise.all([
        tx.query(selectRotation, { rotationId }),
        tx.query(selectPlacements, { rotationId }),
      ]);
      authorize(ctx.actor, permissions.readPlacements, { schoolId: found?.schoolId ?? "" });
      if (!found) throw new AppError("not_found", "There is no such rotation.");
      return { rotation: found, items: rows };
    },
    {
      what,
      requestId: ctx.requestId,
      count: (answer) => answer.items.length,
      filter: { rotationId },
    },
  );
  const day = dayIn(now(), rotation.timeZone);
  return {
    rotation: { ...rotation, ...ofSchoolOnly(ctx, rotation) },
    items: items
      .map((row) => ({ ...row, endedAt: row.endedAt?.toISOString() ?? null, phase: phaseOf(row, day) }))
      .sort((a, b) => phases.indexOf(a.phase) - phases.indexOf(b.phase)),
  };
}

const phases = ["RUNNING", "PLANNED", "OVER"];

const selectRotation = statement("rotation_get", (db, p: Params<{ rotationId: string }>) =>
  db
    .select(rotationColumns)
    .from(rotations)
    .innerJoin(schools, eq(schools.id, rotations.schoolId))
    .where(eq(rotations.id, p.rotationId)),
);

const selectPlacements = sqlStatement(
  "placements_list",
  z.object({
    id: z.string(),
    studentId: z.string(),
    student: z.string(),
    studentNumber: z.string().nullable(),
    startsOn: z.string(),
    endsOn: z.string(),
    endedAt: z.date().nullable(),
    supervisors: z.array(z.object({ id: z.string(), name: z.string() })),
    approvedMinutes: z.number(),
    waitingMinutes: z.number(),
  }),
  (p: Params<{ rotationId: string }>) => sql`
    select ${placements.id}, ${placements.studentId} as "studentId", st.name as student,
           st.student_number as "studentNumber", ${placements.startsOn}::text as "startsOn",
           ${placements.endsOn}::text as "endsOn", ${placements.endedAt} as "endedAt",
           coalesce((select json_agg(json_build_object('id', su.id, 'name', su.name) order by su.name, su.id)
             from ${placementSupervisors} ps join ${users} su on su.id = ps.supervisor_id
             where ps.placement_id = ${placements.id}), '[]') as supervisors,
           coalesce(h.approved, 0)::int as "approvedMinutes", coalesce(h.waiting, 0)::int as "waitingMinutes"
    from ${placements} join ${users} st on st.id = ${placements.studentId}
    left join lateral (
      select sum(t.minutes) filter (where t.status = 'APPROVED') as approved,
             sum(t.minutes) filter (where t.status in ('PENDING', 'NEEDS_INFO')) as waiting
      from ${timeRecords} t where t.student_id = ${placements.studentId} and t.placement_id = ${placements.id}) h on true
    where ${placements.rotationId} = ${p.rotationId}
    order by ${inNameOrder(sql`st.name`)}, ${placements.startsOn}, ${placements.id} limit 1000`,
);

/** The supervisors of the school, by name, to choose from. */
export async function listSupervisors(ctx: UserContext): Promise<SupervisorsAnswer> {
  const { actor, requestId } = ctx;
  const items = await readAs(actor, (tx) => tx.query(selectSupervisors, { schoolId: actor.schoolId }), {
    what: "supervisors of the school",
    requestId,
    count: ({ length }) => length,
  });
  return { items };
}

const selectSupervisors = statement("supervisors_list", (db, p: Params<{ schoolId: string }>) =>
  db
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(
      and(
        eq(users.schoolId, p.schoolId),
        isOneOf(users.role, "CLINICAL_SUPERVISOR"),
        isNoneOf(users.status, "LEFT", "SUSPENDED"),
      ),
    )
    .orderBy(inNameOrder(users.name), users.id)
    .limit(1000),
);
