import { type Column, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Change } from "#src/features/people-imports/schema.ts";
import { columns, type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { users } from "#src/platform/db/tables/users.ts";

type Batch = { schoolId: string; rows: string };

/**
 * Adds people as INVITED, of `{id, person}`; returns the ids of those who were added. Not among them are those whose
 * address, number or identifier somebody has by now, and those whose program or cohort was removed.
 */
export const insertPeople = sqlStatement(
  "people_import_add",
  z.object({ id: z.string() }),
  (p: Params<Batch>) => sql`
    insert into ${users} (${columns(users.id, users.schoolId, users.name, users.email, users.role, users.status, users.programId, users.cohortId, users.studentNumber, users.yearOfStudy, users.externalId)})
    select v.id, ${p.schoolId}, v.person ->> 'name', v.person ->> 'email', v.person ->> 'role', 'INVITED', ${programs.id},
      ${cohorts.id}, v.person ->> 'studentNumber', (v.person ->> 'yearOfStudy')::int, v.person ->> 'externalId'
    from jsonb_to_recordset(${p.rows}::jsonb) as v (id text, person jsonb)
    left join ${programs} on ${programs.id} = v.person ->> 'programId' and ${programs.schoolId} = ${p.schoolId}
    left join ${cohorts} on ${cohorts.id} = v.person ->> 'cohortId' and ${cohorts.programId} = ${programs.id}
    where (v.person ->> 'programId' is null or ${programs.id} is not null)
      and (v.person ->> 'cohortId' is null or ${cohorts.id} is not null)
    order by lower(v.person ->> 'email')
    on conflict do nothing
    returning id`,
);

/** The columns that a change may concern, by the field. */
const changeable: Record<Change["field"], Column> = {
  name: users.name,
  email: users.email,
  programId: users.programId,
  cohortId: users.cohortId,
  studentNumber: users.studentNumber,
  yearOfStudy: users.yearOfStudy,
  status: users.status,
  externalId: users.externalId,
};

/** Of a person in a school each of these belongs to nobody else; an address, to nobody at all. */
const taken = (v: SQL, p: Params<Batch>) => sql`exists (
  select from ${users} other where other.id <> ${users.id} and (
    lower(other.email) = lower(${v} -> 'email' ->> 'to')
    or (other.school_id = ${p.schoolId} and other.student_number = ${v} -> 'studentNumber' ->> 'to')
    or (other.school_id = ${p.schoolId} and other.external_id = ${v} -> 'externalId' ->> 'to')))`;

/**
 * Changes people, of `{id, changes: {field: {from, to}}}`, who still have every value that is to be changed; returns the
 * ids of those who were changed. Not among them are those whom somebody changed meanwhile, and those whose new address,
 * number, program or cohort cannot be had.
 */
export const updatePeople = sqlStatement("people_import_change", z.object({ id: z.string() }), (p: Params<Batch>) => {
  const named = Object.entries(changeable);
  const next = named.map(([field, column]) => {
    const key = sql`${field}`.inlineParams();
    const to = sql`v.changes -> ${key} ->> 'to'`;
    const value = column === users.yearOfStudy ? sql`(${to})::int` : to;
    return sql`${columns(column)} = case when v.changes ? ${key} then ${value} else ${column} end`;
  });
  const isUnchanged = named.map(([field, column]) => {
    const key = sql`${field}`.inlineParams();
    return sql`(not v.changes ? ${key} or ${column}::text is not distinct from v.changes -> ${key} ->> 'from')`;
  });
  const isThere = (table: typeof programs | typeof cohorts, field: string) => {
    const to = sql`v.changes -> ${sql`${field}`.inlineParams()} ->> 'to'`;
    return sql`(${to} is null or exists (select from ${table} where ${table.id} = ${to} and ${table.schoolId} = ${p.schoolId}))`;
  };
  return sql`
    update ${users} set ${sql.join(next, sql`, `)}, ${columns(users.updatedAt)} = now()
    from jsonb_to_recordset(${p.rows}::jsonb) as v (id text, changes jsonb)
    where ${users.id} = v.id and ${users.schoolId} = ${p.schoolId} and ${sql.join(isUnchanged, sql` and `)}
      and ${isThere(programs, "programId")} and ${isThere(cohorts, "cohortId")}
      and not ${taken(sql`v.changes`, p)}
    returning ${users.id}`;
});

/** By field, as `updatePeople` takes them; backwards to undo them. */
export function changesByField(changes: readonly Change[], isBackwards = false) {
  return Object.fromEntries(
    changes.map(({ field, from, to }) => [field, isBackwards ? { from: to, to: from } : { from, to }]),
  );
}
