import { sql } from "drizzle-orm";
import { z } from "zod";
import { isFound } from "#src/platform/db/names.ts";
import { type Params, type RowOf, sqlStatement } from "#src/platform/db/statement.ts";
import { accessLog, auditAnchors, auditChecks, auditLog } from "#src/platform/db/tables/audit.ts";
import { users } from "#src/platform/db/tables/users.ts";

export type EntryFilter = {
  schoolId: string;
  kind: string | null;
  who: string[];
  about: string[];
  actorId: string | null;
  recordId: string | null;
  fromId: string | null;
  from: Date | null;
  to: Date | null;
};
type Page = EntryFilter & { before: string | null; limit: number };

const entryRow = z.object({
  id: z.string(),
  occurredAt: z.date(),
  log: z.enum(["audit", "access"]),
  action: z.string(),
  actorId: z.string().nullable(),
  actorName: z.string().nullable(),
  actorRole: z.string().nullable(),
  entityType: z.string().nullable(),
  entityId: z.string().nullable(),
  aboutId: z.string().nullable(),
  aboutName: z.string().nullable(),
  aboutRole: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()).nullable(),
  seal: z.coerce.number().nullable(),
  requestId: z.string().nullable(),
});

const signIns = sql`(e.action like 'session.%' or e.action in ('factor.refuse', 'password.refuse'))`;

/** The acts of the school. */
const acts = sql`
  select l.id, l.school_id, l.occurred_at, 'audit' as log, l.action, l.actor_id, l.actor_role, l.entity_type, l.entity_id,
    coalesce(l.student_id, case when l.entity_type = 'user' then l.entity_id end) as about_id, l.detail, l.seal_number, l.request_id
  from ${auditLog} l`;
const isActOfKind = (p: Params<Page>) => sql`(case ${p.kind}::text
  when 'looked' then false when 'refused' then e.action like '%.refuse'
  when 'signIns' then ${signIns} and e.action not like '%.refuse'
  when 'changed' then not ${signIns} else true end)`;

/** What was looked at in the school, and what was refused. */
const looks = sql`
  select l.id, l.school_id, l.occurred_at, 'access' as log, l.what as action, l.actor_id, null::text as actor_role,
    null::text as entity_type, null::text as entity_id, l.subject_id as about_id, l.detail, l.seal_number, l.request_id
  from ${accessLog} l`;
const isLookOfKind = (p: Params<Page>) => sql`(case ${p.kind}::text
  when 'looked' then l.detail->'refused' is null when 'refused' then l.detail->'refused' is not null
  when 'signIns' then false when 'changed' then false else true end)`;

/** The newest entries before one, of both logs in the order of their ids, which is that of time. */
export const selectEntries = sqlStatement(
  "audit_entries",
  entryRow,
  (p: Params<Page>) => sql`
    with actors as (select array_agg(u.id) as ids from ${users} u where u.school_id = ${p.schoolId} and ${isFound(sql`u.search_text`, sql`${p.who}::text[]`)}),
    people as (select array_agg(u.id) as ids from ${users} u where u.school_id = ${p.schoolId} and ${isFound(sql`u.search_text`, sql`${p.about}::text[]`)})
    select e.id, e.occurred_at as "occurredAt", e.log, e.action, e.actor_id as "actorId", a.name as "actorName",
      coalesce(e.actor_role, a.role) as "actorRole", e.entity_type as "entityType", e.entity_id as "entityId",
      e.about_id as "aboutId", s.name as "aboutName", s.role as "aboutRole", e.detail, e.seal_number as seal,
      e.request_id as "requestId"
    from (
      (select * from (${acts}) e where ${isShown(p)} and ${isActOfKind(p)} order by e.id desc limit ${p.limit})
      union all
      (select * from (${looks} where ${isLookOfKind(p)}) e where ${isShown(p)} order by e.id desc limit ${p.limit})
    ) e
    left join ${users} a on a.id = e.actor_id
    left join ${users} s on s.id = e.about_id
    order by e.id desc limit ${p.limit}`,
  { isPlannedForValues: true },
);
export type EntryRow = RowOf<typeof selectEntries>;

function isShown(p: Params<Page>) {
  return sql`e.school_id = ${p.schoolId}
    and (${p.before}::text is null or e.id < ${p.before})
    and (${p.fromId}::text is null or (e.id >= ${p.fromId} and e.occurred_at >= ${p.from}::timestamptz))
    and (${p.to}::timestamptz is null or e.occurred_at < ${p.to})
    and (${p.actorId}::text is null or e.actor_id = ${p.actorId})
    and (${p.recordId}::text is null or e.about_id = ${p.recordId} or e.entity_id = ${p.recordId})
    and (cardinality(${p.who}::text[]) = 0 or e.actor_id = any ((select ids from actors)::text[]))
    and (cardinality(${p.about}::text[]) = 0 or e.about_id = any ((select ids from people)::text[]))`;
}

const stateRow = z.object({
  checkedAt: z.date().nullable(),
  entries: z.coerce.number(),
  newer: z.coerce.number(),
  fault: z
    .object({
      log: z.enum(["audit", "access"]),
      seal: z.number(),
      entry: z.number().nullable(),
      id: z.string().nullable(),
      how: z.enum(["changed", "missing", "added", "backdated", "rewritten", "cut"]),
    })
    .nullable(),
  anchoredAt: z.date().nullable(),
  stampedBy: z.string().nullable(),
});

/** What the last check of a school found, what came after it, and the last anchor. */
export const selectState = sqlStatement(
  "audit_state",
  stateRow,
  (p: Params<{ schoolId: string; newerFrom: string }>) => sql`
    select c.checked_at as "checkedAt", coalesce(c.entries, 0) as entries, c.fault,
      (select count(*) from ${auditLog} l where l.school_id = ${p.schoolId} and l.id >= ${p.newerFrom}
        and (c.checked_at is null or l.seal_number is null or l.seal_number > c.audit_number))
      + (select count(*) from ${accessLog} l where l.school_id = ${p.schoolId} and l.id >= ${p.newerFrom}
        and (c.checked_at is null or l.seal_number is null or l.seal_number > c.access_number)) as newer,
      a.anchored_at as "anchoredAt", a.stamped_by as "stampedBy"
    from (select 1) one
    left join ${auditChecks} c on c.school_id = ${p.schoolId}
    left join lateral (
      select n.anchored_at, n.stamped_by from ${auditAnchors} n where n.school_id = ${p.schoolId}
      order by n.anchored_at desc limit 1
    ) a on true`,
);

const lookRow = z.object({
  id: z.string(),
  occurredAt: z.date(),
  what: z.string(),
  reader: z.string(),
  readerName: z.string().nullable(),
  readerRole: z.string().nullable(),
});

/** Who looked at the reader's own record. */
export const selectOwnLooks = sqlStatement(
  "audit_own_looks",
  lookRow,
  (p: Params<{ before: string | null; limit: number }>) => sql`
    select l.id, l.occurred_at as "occurredAt", l.what, l.reader, l.reader_name as "readerName", l.reader_role as "readerRole"
    from app.own_record_looks(${p.before}::text, ${p.limit}::integer) l`,
);
