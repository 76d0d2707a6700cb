import { sql } from "drizzle-orm";
import { newId } from "#src/lib/ids.ts";
import { columns, type Params, sqlWrite } from "#src/platform/db/statement.ts";
import { auditLog } from "#src/platform/db/tables/audit.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { Actor } from "#src/policy/actor.ts";

type PeopleEntry = {
  action: string;
  userIds: readonly string[];
  requestId?: string;
  /** The same for all of them: ids and states, never text that a person typed. */
  detail?: Record<string, unknown>;
};

/** One audit row for each person that an act concerned, in one statement. Call it after their rows were written. */
export function auditPeople(tx: Tx, actor: Actor, { action, userIds, requestId, detail }: PeopleEntry): void {
  if (userIds.length === 0) return;
  const reason = actor.kind === "system" ? { reason: actor.reason } : {};
  tx.send(insertActs, {
    ids: userIds.map(() => newId()),
    userIds: [...userIds],
    actorId: actor.kind === "user" ? actor.userId : "system",
    actorRole: actor.kind === "user" ? actor.role : "SYSTEM",
    action,
    requestId: requestId ?? null,
    detail: JSON.stringify({ ...detail, ...reason }),
  });
}

type Acts = {
  ids: string[];
  userIds: string[];
  actorId: string;
  actorRole: string;
  action: string;
  requestId: string | null;
  detail: string;
};

const a = auditLog;

const insertActs = sqlWrite(
  "audit_people",
  (p: Params<Acts>) => sql`
    insert into ${a} (${columns(a.id, a.schoolId, a.occurredAt, a.actorId, a.actorRole, a.action, a.entityType, a.entityId, a.studentId, a.requestId, a.detail)})
    select act.id, ${users.schoolId}, clock_timestamp(), ${p.actorId}, ${p.actorRole}, ${p.action}, 'user', ${users.id},
           case when ${users.role} = 'STUDENT' then ${users.id} end, ${p.requestId}, ${p.detail}::jsonb
    from unnest(${p.ids}::text[], ${p.userIds}::text[]) act (id, user_id) join ${users} on ${users.id} = act.user_id`,
);
