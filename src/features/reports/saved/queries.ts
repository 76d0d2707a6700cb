import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Question } from "#src/features/reports/schema.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { reportDefinitions as d } from "#src/platform/db/tables/reports.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";

export const lockDefinition = statement("report_definition_lock", (db, p: Params<{ id: string }>) =>
  db
    .select({
      id: d.id,
      ownerId: d.ownerId,
      schoolId: d.schoolId,
      title: d.title,
      sharing: d.sharing,
      revision: d.revision,
      deletedAt: d.deletedAt,
    })
    .from(d)
    .where(eq(d.id, p.id))
    .for("update"),
);

export const countDefinitions = statement("report_definitions_count", (db, p: Params<{ ownerId: string }>) =>
  db
    .select({ count: sql<number>`count(*)::int` })
    .from(d)
    .where(and(eq(d.ownerId, p.ownerId), sql`${d.deletedAt} is null`)),
);

type NewDefinition = { id: string; schoolId: string; ownerId: string; kind: string; title: string; question: Question };

export const insertDefinition = statement("report_definition_insert", (db, p: Params<NewDefinition>) =>
  db
    .insert(d)
    .values({ id: p.id, schoolId: p.schoolId, ownerId: p.ownerId, kind: p.kind, title: p.title, question: p.question }),
);

export const updateDefinition = sqlWrite(
  "report_definition_update",
  (p: Params<{ id: string; kind: string; title: string; question: string }>) => sql`
    update ${d} set kind = ${p.kind}, title = ${p.title}, question = ${p.question}::jsonb, revision = revision + 1,
      updated_at = now(), opened_at = now() where ${d.id} = ${p.id}`,
);

export const updateSharing = statement(
  "report_definition_share",
  (db, p: Params<{ id: string; sharing: "PRIVATE" | "SCHOOL" }>) =>
    db.update(d).set({ sharing: p.sharing, updatedAt: sql`now()` }).where(eq(d.id, p.id)),
);

export const updateSchedule = sqlWrite(
  "report_definition_schedule",
  (p: Params<{ id: string; schedule: string | null; nextAt: Date | null; recipientIds: string[] }>) => sql`
    update ${d} set schedule = ${p.schedule}::jsonb, next_at = ${p.nextAt}, recipient_ids = ${p.recipientIds}::text[],
      updated_at = now() where ${d.id} = ${p.id}`,
);

/** It goes for good a day later. What is deleted is sent no more. */
export const updateDeleted = sqlWrite(
  "report_definition_delete",
  (p: Params<{ id: string; deletedAt: Date | null }>) => sql`
    update ${d} set deleted_at = ${p.deletedAt}, schedule = null, next_at = null where ${d.id} = ${p.id}`,
);

const owned = z.object({
  id: z.string(),
  title: z.string(),
  question: z.unknown(),
  schedule: z.unknown(),
  nextAt: z.date().nullable(),
  recipientIds: z.array(z.string()),
  ownerId: z.string(),
  schoolId: z.string(),
  timeZone: z.string(),
});

const ownedColumns = sql`${d.id}, ${d.title}, ${d.question}, ${d.schedule}, ${d.nextAt} as "nextAt", ${d.recipientIds} as "recipientIds",
  ${d.ownerId} as "ownerId", ${d.schoolId} as "schoolId", ${schools.timeZone} as "timeZone"`;

export const selectDue = sqlStatement(
  "report_definitions_due",
  owned,
  (p: Params<{ at: Date }>) => sql`
    select ${ownedColumns} from ${d} join ${schools} on ${schools.id} = ${d.schoolId}
    where ${d.nextAt} <= ${p.at} order by ${d.nextAt}, ${d.id} limit 100`,
);

/** Moves a schedule on from the time that was due; no row where another node did. */
export const claimDue = sqlWrite(
  "report_definition_claim",
  (p: Params<{ id: string; dueAt: Date; nextAt: Date }>) => sql`
    update ${d} set next_at = ${p.nextAt}
    where ${d.id} = ${p.id} and date_trunc('milliseconds', ${d.nextAt}) = date_trunc('milliseconds', ${p.dueAt}::timestamptz)`,
);

/** Ends the schedule that was due; no row where another node did, or where it was set anew. */
export const endSchedule = sqlWrite(
  "report_definition_end_schedule",
  (p: Params<{ id: string; dueAt: Date }>) => sql`
    update ${d} set schedule = null, next_at = null, recipient_ids = '{}'
    where ${d.id} = ${p.id} and date_trunc('milliseconds', ${d.nextAt}) = date_trunc('milliseconds', ${p.dueAt}::timestamptz)`,
);

/** Shared ones that somebody opened in the last week, of active owners in a time zone. */
export const selectOpened = sqlStatement(
  "report_definitions_opened",
  owned,
  (p: Params<{ timeZone: string; since: Date }>) => sql`
    select ${ownedColumns} from ${d} join ${schools} on ${schools.id} = ${d.schoolId}
    join ${users} on ${users.id} = ${d.ownerId}
    where ${isOneOf(d.sharing, "SCHOOL")} and ${d.deletedAt} is null and ${d.openedAt} >= ${p.since}
      and ${schools.timeZone} = ${p.timeZone} and ${isOneOf(users.status, "ACTIVE")}
    order by ${d.openedAt} desc, ${d.id} limit 500`,
);

export const noteOpened = sqlWrite(
  "report_definition_opened",
  (p: Params<{ id: string }>) => sql`update ${d} set opened_at = now() where ${d.id} = ${p.id}`,
);
