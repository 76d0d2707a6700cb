import { sql } from "drizzle-orm";
import { z } from "zod";
import { newId } from "#src/lib/ids.ts";
import { columns, type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { invitations } from "#src/platform/db/tables/invitations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** The statements of invitations, the links by which people join. */

const i = invitations;

/** About half a day, since each try waits twice as long as the one before, up to an hour. */
const mostTries = 12;

/** Asks the worker to mail these people; whoever waits for a mail already waits for one. */
export function insertInvitations(tx: Tx, schoolId: string, userIds: readonly string[]): void {
  if (userIds.length === 0) return;
  tx.send(insertRows, { schoolId, ids: userIds.map(() => newId()), userIds: [...userIds] });
}

const insertRows = sqlWrite(
  "invitations_insert",
  (p: Params<{ schoolId: string; ids: string[]; userIds: string[] }>) => sql`
    insert into ${i} (${columns(i.id, i.schoolId, i.userId)})
    select asked.id, ${p.schoolId}, asked.user_id
    from unnest(${p.ids}::text[], ${p.userIds}::text[]) asked (id, user_id)
    where not exists (select from ${i} where ${i.userId} = asked.user_id and ${i.sentAt} is null and ${i.tries} < ${sql.raw(String(mostTries))})`,
);

/** The ids of those whose mail is due, oldest first. */
export async function listDueInvitations(tx: Tx, time: Date): Promise<string[]> {
  return (await tx.query(selectDue, { time })).map(({ id }) => id);
}

const selectDue = sqlStatement(
  "invitations_due",
  z.object({ id: z.string() }),
  (p: Params<{ time: Date }>) => sql`
    select ${i.id} from ${i} join ${users} on ${users.id} = ${i.userId}
    where ${i.sentAt} is null and ${i.nextTryAt} <= ${p.time}::timestamptz and ${i.tries} < ${sql.raw(String(mostTries))}
      and ${users.status} = 'INVITED'
    order by ${i.createdAt}, ${i.id} limit 500`,
);

const toMail = z.object({ id: z.string(), name: z.string(), email: z.string(), school: z.string(), role: z.string() });

/** Locks an invitation that was not sent yet, unless another worker is sending it. */
export async function lockUnsent(tx: Tx, id: string): Promise<z.infer<typeof toMail> | undefined> {
  return (await tx.query(selectUnsent, { id }))[0];
}

const selectUnsent = sqlStatement(
  "invitation_lock_unsent",
  toMail,
  (p: Params<{ id: string }>) => sql`
    select ${i.id}, ${users.name}, ${users.email}, ${users.role}, ${schools.name} as school
    from ${i} join ${users} on ${users.id} = ${i.userId} join ${schools} on ${schools.id} = ${i.schoolId}
    where ${i.id} = ${p.id} and ${i.sentAt} is null and ${users.status} = 'INVITED'
    for update of ${i} skip locked`,
);

export const setSent = sqlWrite(
  "invitation_sent",
  (p: Params<{ id: string; time: Date; expiresAt: Date }>) => sql`
    update ${i} set ${columns(i.sentAt)} = ${p.time}::timestamptz, ${columns(i.expiresAt)} = ${p.expiresAt}::timestamptz,
      ${columns(i.tries)} = ${i.tries} + 1 where ${i.id} = ${p.id}`,
);

export const setFailed = sqlWrite(
  "invitation_failed",
  (p: Params<{ id: string; time: Date }>) => sql`
    update ${i} set ${columns(i.tries)} = ${i.tries} + 1,
      ${columns(i.nextTryAt)} = ${p.time}::timestamptz + least(make_interval(mins => (2 ^ ${i.tries})::int), interval '1 hour')
    where ${i.id} = ${p.id} and ${i.sentAt} is null`,
);

const openInvitation = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(["STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN", "SUPER_ADMIN"]),
  schoolId: z.string(),
  school: z.string(),
});
export type OpenInvitation = z.infer<typeof openInvitation>;

/** The invitation, if its link still works: sent, neither used nor expired, and of somebody who has not joined. */
export async function findOpenInvitation(tx: Tx, id: string, time: Date): Promise<OpenInvitation | undefined> {
  return (await tx.query(selectOpen, { id, time }))[0];
}

const selectOpen = sqlStatement(
  "invitation_open",
  openInvitation,
  (p: Params<{ id: string; time: Date }>) => sql`
    select ${i.userId} as "userId", ${users.name}, ${users.email}, ${users.role}, ${i.schoolId} as "schoolId", ${schools.name} as school
    from ${i} join ${users} on ${users.id} = ${i.userId} join ${schools} on ${schools.id} = ${i.schoolId}
    where ${i.id} = ${p.id} and ${i.usedAt} is null and ${i.expiresAt} > ${p.time}::timestamptz and ${users.status} = 'INVITED'`,
);

/** Uses up all links of the person; of several calls at once only one gets their id. */
export async function useInvitations(tx: Tx, id: string, time: Date): Promise<string | undefined> {
  const [used] = await tx.query(updateUsed, { id, time });
  return used?.userId;
}

const updateUsed = sqlStatement(
  "invitation_use",
  z.object({ userId: z.string() }),
  (p: Params<{ id: string; time: Date }>) => sql`
    update ${i} set ${columns(i.usedAt)} = ${p.time}::timestamptz
    where ${i.userId} = (select own.user_id from ${i} own where own.id = ${p.id} and own.used_at is null) and ${i.usedAt} is null
    returning ${i.userId} as "userId"`,
);
