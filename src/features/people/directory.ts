import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { PeopleAnswer, PeopleCounts, PeopleFilter, PeopleQuery, PersonLine } from "#src/features/people/schema.ts";
import { roleWords, statusWords } from "#src/features/people/values.ts";
import { searchWords } from "#src/lib/search-text.ts";
import { hasText } from "#src/platform/db/access-row.ts";
import { decodeCursor, instantKey, pageOf } from "#src/platform/db/cursor.ts";
import { inNameOrder } from "#src/platform/db/names.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { placementSupervisors, placements } from "#src/platform/db/tables/placements.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { takesPart } from "#src/platform/db/taking-part.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvOfList } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** The people of the reader's school: filtered, sorted, a page at a time. */
export function listPeople(ctx: UserContext, query: PeopleQuery): Promise<PeopleAnswer> {
  return readAs(ctx.actor, (tx) => readPage(tx, ctx, query), {
    what: "people",
    requestId: ctx.requestId,
    count: ({ items }) => items.length,
    filter: namedFilter(query),
  });
}

/** The same as CSV. */
export function exportPeople(ctx: UserContext, query: Omit<PeopleQuery, "limit">): Promise<Response> {
  return csvOfList(ctx, {
    fileName: "people.csv",
    columns,
    page: (tx, place) => readPage(tx, ctx, { ...query, ...place }),
    access: { what: "people export", filter: namedFilter(query) },
  });
}

const columns: CsvColumns<PersonLine> = [
  ["Name", (line) => line.name],
  ["Email", (line) => line.email],
  ["Role", (line) => roleWords[line.role]],
  ["Status", (line) => statusWords[line.status]],
  ["Student number", (line) => line.studentNumber],
  ["Program", (line) => line.program],
  ["Cohort", (line) => line.cohort],
  ["Year", (line) => line.yearOfStudy],
  ["Placement now", (line) => line.placement?.rotation ?? null],
  ["Last seen", (line) => line.lastSeenAt],
  ["Added", (line) => line.createdAt],
];

async function readPage(tx: Tx, ctx: UserContext, query: PeopleQuery): Promise<PeopleAnswer> {
  const { sort, order, limit } = query;
  const after = decodeCursor(query.cursor, ["text", "text", "id"]);
  const filter = filterOf(ctx.actor.schoolId, query);
  const [rows, [counted]] = await Promise.all([
    tx.query(sort === "name" ? byName[order] : sorted[order], {
      ...filter,
      sort,
      afterKey: after?.[0] ?? null,
      afterName: after?.[1] ?? null,
      afterId: after?.[2] ?? null,
      limit: limit + 1,
    }),
    after === undefined ? tx.query(countFound, filter) : [],
  ]);
  return { ...pageOf(rows, limit, lineOf, (row) => [row.key, row.name, row.id]), total: counted?.total ?? null };
}

export type FilterValues = {
  schoolId: string;
  words: string[] | null;
  role: string | null;
  status: string | null;
  programId: string | null;
  cohortId: string | null;
  placement: string | null;
  seen: string | null;
};

export function filterOf(schoolId: string, filter: PeopleFilter): FilterValues {
  const words = searchWords(filter.search ?? "");
  return {
    schoolId,
    words: words.length === 0 ? null : words,
    role: filter.role ?? null,
    status: filter.status ?? null,
    programId: filter.programId ?? null,
    cohortId: filter.cohortId ?? null,
    placement: filter.placement ?? null,
    seen: filter.seen ?? null,
  };
}

/** What an access row says of a filter. */
export function namedFilter({ search, role, status, programId, cohortId, placement, seen }: PeopleFilter) {
  return { search: hasText(search), role, status, programId, cohortId, placement, seen };
}

const today = (schoolId: SQL) =>
  sql`(select (now() at time zone ${schools.timeZone})::date from ${schools} where ${schools.id} = ${schoolId})`;

const isRunning = (schoolId: SQL) =>
  sql`${placements.endedAt} is null and ${today(schoolId)} between ${placements.startsOn} and ${placements.endsOn}`;

/** Whoever a search finds, where few are expected: by the index of their ids, one for each. */
const isAmongFew = (p: Params<FilterValues>) =>
  sql`${users.id} = any (array(select app.found_people_ids(${p.schoolId}, ${p.words}::text[])))`;

/** The same where all of them are read: an array would be searched from its begin for each of tens of thousands. */
export const isAmongMany = (p: Params<FilterValues>) =>
  sql`${users.id} in (select app.found_people_ids(${p.schoolId}, ${p.words}::text[]))`;

/** People of a school who fit a filter, of `users`. */
export function fits(p: Params<FilterValues>, isFound = isAmongFew): SQL {
  return sql`${users.schoolId} = ${p.schoolId} and ${users.role} in ('STUDENT', 'CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN')
    and (${p.words}::text[] is null or ${isFound(p)})
    and (${p.role}::text is null or ${users.role} = ${p.role})
    and case when ${p.status}::text is null then ${users.status} <> 'LEFT' else ${users.status} = ${p.status} end
    and (${p.programId}::text is null or ${users.programId} = ${p.programId})
    and (${p.cohortId}::text is null or ${users.cohortId} = ${p.cohortId})
    and (${p.seen}::text is null or ${users.lastSeenAt} is null)
    and (${p.placement}::text is null
      or (${p.placement} = 'none' and ${hasNoPlacement(p.schoolId)})
      or (${p.placement} = 'running' and ${users.id} in ${runningIds(p.schoolId)}))`;
}

const hasNoPlacement = (
  schoolId: SQL,
) => sql`(${users.role} = 'STUDENT' and ${takesPart(users)} and ${users.id} not in (
  select ${placements.studentId} from ${placements} where ${placements.schoolId} = ${schoolId}
    and ${placements.endedAt} is null and ${placements.endsOn} >= ${today(schoolId)}))`;

const runningIds = (schoolId: SQL) => sql`(
  select coalesce(s.supervisor_id, ${placements.studentId}) from ${placements}
  left join lateral (
    select null::text as supervisor_id
    union all select ${placementSupervisors.supervisorId} from ${placementSupervisors}
    where ${placementSupervisors.placementId} = ${placements.id}) s on true
  where ${placements.schoolId} = ${schoolId} and ${isRunning(schoolId)})`;

export const personRow = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  studentNumber: z.string().nullable(),
  // The columns' own checks hold their values; other roles are filtered out.
  role: z.custom<PersonLine["role"]>(),
  status: z.custom<PersonLine["status"]>(),
  programId: z.string().nullable(),
  program: z.string().nullable(),
  cohortId: z.string().nullable(),
  cohort: z.string().nullable(),
  yearOfStudy: z.number().nullable(),
  placement: z.object({ rotation: z.string(), students: z.number() }).nullable(),
  lastSeenAt: z.date().nullable(),
  createdAt: z.date(),
  revision: z.number(),
  key: z.string(),
});
type PersonRow = z.output<typeof personRow>;

export function lineOf({ key: _, ...row }: PersonRow): PersonLine {
  return { ...row, lastSeenAt: row.lastSeenAt?.toISOString() ?? null, createdAt: row.createdAt.toISOString() };
}

/** What a line shows of the people whose ids `chosen` selects, with their `key`. */
export function linesSql(chosen: SQL, schoolId: SQL, order: SQL): SQL {
  return sql`
    select u.id, u.name, u.email, u.student_number as "studentNumber", u.role, u.status, u.program_id as "programId",
           pr.name as program, u.cohort_id as "cohortId", co.name as cohort, u.year_of_study as "yearOfStudy",
           u.last_seen_at as "lastSeenAt", u.created_at as "createdAt", u.revision, chosen.key,
           case when pl.rotation is not null then jsonb_build_object('rotation', pl.rotation, 'students', pl.students) end as placement
    from (${chosen}) chosen
    join ${users} u on u.id = chosen.id
    left join ${programs} pr on pr.id = u.program_id
    left join ${cohorts} co on co.id = u.cohort_id
    left join lateral (
      select ${rotations.name} as rotation, count(*)::int as students
      from (
        select ${placements.rotationId} from ${placements}
        where u.role = 'STUDENT' and ${placements.studentId} = u.id and ${isRunning(schoolId)}
        union all
        select ${placements.rotationId} from ${placementSupervisors}
        join ${placements} on ${placements.id} = ${placementSupervisors.placementId}
        where u.role = 'CLINICAL_SUPERVISOR' and ${placementSupervisors.supervisorId} = u.id and ${isRunning(schoolId)}) held
      join ${rotations} on ${rotations.id} = held.rotation_id
      group by ${rotations.id}, ${rotations.name} order by 2 desc, ${rotations.id} limit 1) pl on true
    order by ${order}`;
}

type ListValues = FilterValues & {
  sort: string;
  afterKey: string | null;
  afterName: string | null;
  afterId: string | null;
  limit: number;
};

/** In the order of an index, so that a page costs the same wherever it is. */
const byNameSql = (p: Params<ListValues>, direction: SQL, beyond: SQL) =>
  linesSql(
    sql`select ${users.id}, '' as key from ${users} where ${fits(p)}
      and (${p.afterName}::text is null or (${inNameOrder(users.name)}, ${users.id})
        ${beyond} (${inNameOrder(sql`${p.afterName}::text`)}, ${p.afterId}::text collate "C"))
      order by ${inNameOrder(users.name)} ${direction}, ${users.id} ${direction} limit ${p.limit}`,
    sql`${p.schoolId}`,
    sql`${inNameOrder(sql`u.name`)} ${direction}, u.id ${direction}`,
  );

/** The place of each program or cohort of the school among the others, by name, as text that sorts by its bytes. */
const placesSql = (groups: typeof programs | typeof cohorts, schoolId: SQL) => sql`(
  select ${groups.id}, lpad((row_number() over (order by ${inNameOrder(groups.name)}, ${groups.id}))::text, 8, '0') as place
  from ${groups} where ${groups.schoolId} = ${schoolId})`;

/**
 * By a key that is computed for all who fit: tens of thousands take some tens of milliseconds, since it is compared by its
 * bytes. The names of programs and cohorts, which are few, are put in order first.
 */
const sortedSql = (p: Params<ListValues>, direction: SQL, beyond: SQL) =>
  linesSql(
    sql`select k.id, k.key from (
        select ${users.id}, ${users.name}, (case ${p.sort}
          when 'role' then case ${users.role} when 'STUDENT' then '1' when 'CLINICAL_SUPERVISOR' then '2' else '3' end
          when 'program' then coalesce(pp.place, '') || coalesce(cp.place, '')
          when 'seen' then coalesce(${instantKey(users.lastSeenAt)}, '')
          else ${instantKey(users.createdAt)} end) collate "C" as key
        from ${users} left join ${placesSql(programs, sql`${p.schoolId}`)} pp on pp.id = ${users.programId}
        left join ${placesSql(cohorts, sql`${p.schoolId}`)} cp on cp.id = ${users.cohortId}
        where ${fits(p)}) k
      where ${p.afterKey}::text is null or (k.key, ${inNameOrder(sql`k.name`)}, k.id)
        ${beyond} (${p.afterKey}::text collate "C", ${inNameOrder(sql`${p.afterName}::text`)}, ${p.afterId}::text collate "C")
      order by k.key ${direction}, ${inNameOrder(sql`k.name`)} ${direction}, k.id ${direction}
      limit ${p.limit}`,
    sql`${p.schoolId}`,
    sql`chosen.key ${direction}, ${inNameOrder(sql`u.name`)} ${direction}, u.id ${direction}`,
  );

const [up, after, down, before] = [sql`asc`, sql`>`, sql`desc`, sql`<`];

const planned = { isPlannedForValues: true };
const byName = {
  asc: sqlStatement("people_by_name", personRow, (p: Params<ListValues>) => byNameSql(p, up, after), planned),
  desc: sqlStatement("people_by_name_down", personRow, (p: Params<ListValues>) => byNameSql(p, down, before), planned),
};
const sorted = {
  asc: sqlStatement("people_sorted", personRow, (p: Params<ListValues>) => sortedSql(p, up, after), planned),
  desc: sqlStatement("people_sorted_down", personRow, (p: Params<ListValues>) => sortedSql(p, down, before), planned),
};

export const countFound = sqlStatement(
  "people_count",
  z.object({ total: z.number() }),
  (p: Params<FilterValues>) => sql`select count(*)::int as total from ${users} where ${fits(p)}`,
  planned,
);

/** How many people each saved view of the reader's school shows. */
export async function countPeople(ctx: UserContext): Promise<PeopleCounts> {
  const [counts] = await readAs(ctx.actor, (tx) => tx.query(selectCounts, { schoolId: ctx.actor.schoolId }), {
    what: "people counts",
    requestId: ctx.requestId,
    count: ([found]) => (found ? found.everybody + found.left : 0),
  });
  if (!counts) throw new Error("an aggregate returns a row");
  return counts;
}

const count = z.number();

const selectCounts = sqlStatement(
  "people_counts",
  z.object({
    everybody: count,
    students: count,
    supervisors: count,
    admins: count,
    withoutPlacement: count,
    invited: count,
    neverSeen: count,
    suspended: count,
    left: count,
  }),
  (p: Params<{ schoolId: string }>) => sql`
    select (count(*) filter (where not is_gone))::int as everybody,
      (count(*) filter (where not is_gone and role = 'STUDENT'))::int as students,
      (count(*) filter (where not is_gone and role = 'CLINICAL_SUPERVISOR'))::int as supervisors,
      (count(*) filter (where not is_gone and role = 'SCHOOL_ADMIN'))::int as admins,
      (count(*) filter (where is_unplaced))::int as "withoutPlacement",
      (count(*) filter (where status = 'INVITED'))::int as invited,
      (count(*) filter (where not is_gone and is_unseen))::int as "neverSeen",
      (count(*) filter (where status = 'SUSPENDED'))::int as suspended,
      (count(*) filter (where is_gone))::int as "left"
    from (select ${users.role}, ${users.status}, ${users.status} = 'LEFT' as is_gone, ${users.lastSeenAt} is null as is_unseen,
            ${hasNoPlacement(sql`${p.schoolId}`)} as is_unplaced
          from ${users} where ${users.schoolId} = ${p.schoolId}
            and ${users.role} in ('STUDENT', 'CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN')) u`,
);
