import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type FilterValues, fits, isAmongMany } from "#src/features/people/directory.ts";
import type { PersonState } from "#src/features/people/rules.ts";
import { columns, type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { peopleActs } from "#src/platform/db/tables/people-acts.ts";
import { sessions } from "#src/platform/db/tables/sessions.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Sealed } from "#src/platform/sealed/field.ts";

/** The statements of acts on people: the same few for one person and for a whole school. */

const byId = z.object({ id: z.string() });

/** The active admins of a school, locked, so that the last one cannot be lost to two acts at once. */
export const lockActiveAdmins = sqlStatement(
  "people_lock_admins",
  byId,
  (p: Params<{ schoolId: string }>) => sql`
    select ${users.id} from ${users}
    where ${users.schoolId} = ${p.schoolId} and ${users.role} = 'SCHOOL_ADMIN' and ${users.status} = 'ACTIVE'
    order by ${users.id} for update`,
);

// The columns' own checks hold their values.
const stateRow = z.custom<PersonState>();

const statesSql = (where: SQL) => sql`
  select ${users.id}, ${users.role}, ${users.status}, ${users.statusBefore} as "statusBefore",
         ${users.programId} as "programId", ${users.cohortId} as "cohortId", ${users.mergedInto} as "mergedInto"
  from ${users} where ${where} order by ${users.id} for update`;

export const lockNamed = sqlStatement("people_lock_named", stateRow, (p: Params<{ schoolId: string; ids: string[] }>) =>
  statesSql(sql`${users.id} = any (${p.ids}::text[]) and ${users.schoolId} = ${p.schoolId}
    and ${users.role} in ('STUDENT', 'CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN')`),
);

export const lockFiltered = sqlStatement("people_lock_filtered", stateRow, (p: Params<FilterValues>) =>
  statesSql(fits(p, isAmongMany)),
);

const named = (ids: SQL) => sql`${users.id} = any (${ids}::text[])`;

/** With the reason of each, sealed for them; none where there is none. */
export const setDeactivated = sqlWrite(
  "people_deactivate",
  (p: Params<{ ids: string[]; status: string; reasons: Sealed[]; time: Date }>) => sql`
    update ${users} set ${columns(users.status)} = ${p.status}, ${columns(users.statusReason)} = given.reason,
      ${columns(users.statusBefore)} = case when ${users.status} in ('ACTIVE', 'INVITED') then ${users.status} else ${users.statusBefore} end,
      ${columns(users.updatedAt)} = ${p.time}::timestamptz
    from unnest(${p.ids}::text[], ${p.reasons}::text[]) as given (id, reason)
    where ${users.id} = given.id`,
);

export const setReturned = sqlWrite(
  "people_reactivate",
  (p: Params<{ ids: string[]; time: Date }>) => sql`
    update ${users} set ${columns(users.status)} = coalesce(${users.statusBefore}, 'ACTIVE'), ${columns(users.statusReason)} = null,
      ${columns(users.statusBefore)} = null, ${columns(users.updatedAt)} = ${p.time}::timestamptz
    where ${named(p.ids)}`,
);

export const setMoved = sqlWrite(
  "people_move",
  (p: Params<{ ids: string[]; cohortId: string; programId: string; time: Date }>) => sql`
    update ${users} set ${columns(users.cohortId)} = ${p.cohortId}, ${columns(users.programId)} = ${p.programId},
      ${columns(users.updatedAt)} = ${p.time}::timestamptz
    where ${named(p.ids)}`,
);

export const selectCohort = sqlStatement(
  "people_cohort",
  z.object({ programId: z.string() }),
  (p: Params<{ schoolId: string; id: string }>) => sql`
    select ${cohorts.programId} as "programId" from ${cohorts}
    where ${cohorts.id} = ${p.id} and ${cohorts.schoolId} = ${p.schoolId}`,
);

export const revokeSessions = sqlStatement(
  "people_end_sessions",
  byId,
  (p: Params<{ ids: string[]; reason: string; time: Date }>) => sql`
    update ${sessions} set ${columns(sessions.revokedAt)} = ${p.time}::timestamptz, ${columns(sessions.revokedReason)} = ${p.reason}
    where ${sessions.userId} = any (${p.ids}::text[]) and ${sessions.revokedAt} is null returning ${sessions.id}`,
);

const a = peopleActs;

/** Sent after the act: with each person's revision since, by which an undo sees whether they were changed again. */
export const insertAct = sqlWrite(
  "people_act_insert",
  (p: Params<{ id: string; schoolId: string; actedBy: string; act: string; before: string }>) => sql`
    insert into ${a} (${columns(a.id, a.schoolId, a.actedBy, a.act, a.before)})
    select ${p.id}, ${p.schoolId}, ${p.actedBy}, ${p.act}, jsonb_agg(to_jsonb(w) || jsonb_build_object('revision', ${users.revision}))
    from jsonb_to_recordset(${p.before}::jsonb) as w (id text, status text, "statusBefore" text, "programId" text,
      "cohortId" text) join ${users} on ${users.id} = w.id`,
);

export const lockAct = sqlStatement(
  "people_act_lock",
  z.object({
    schoolId: z.string(),
    act: z.string(),
    people: z.number(),
    createdAt: z.date(),
    undoneAt: z.date().nullable(),
  }),
  (p: Params<{ id: string }>) => sql`
    select ${a.schoolId} as "schoolId", ${a.act}, jsonb_array_length(${a.before}) as people, ${a.createdAt} as "createdAt",
           ${a.undoneAt} as "undoneAt"
    from ${a} where ${a.id} = ${p.id} for update`,
);

export const setUndone = sqlWrite(
  "people_act_undone",
  (p: Params<{ id: string; time: Date }>) =>
    sql`update ${a} set ${columns(a.undoneAt)} = ${p.time}::timestamptz where ${a.id} = ${p.id}`,
);

/** Puts back whoever has not been changed since. */
export const putBack = sqlStatement(
  "people_put_back",
  byId.extend({ status: z.string() }),
  (p: Params<{ id: string; time: Date }>) => sql`
    update ${users} set ${columns(users.status)} = w.status, ${columns(users.statusBefore)} = w."statusBefore",
      ${columns(users.statusReason)} = case when w.status in ('ACTIVE', 'INVITED') then null else ${users.statusReason} end,
      ${columns(users.programId)} = w."programId", ${columns(users.cohortId)} = w."cohortId",
      ${columns(users.updatedAt)} = ${p.time}::timestamptz
    from ${a}, jsonb_to_recordset(${a.before}) as w (id text, status text, "statusBefore" text, "programId" text,
      "cohortId" text, revision integer)
    where ${a.id} = ${p.id} and ${users.id} = w.id and ${users.revision} = w.revision
    returning ${users.id}, ${users.status}`,
);
