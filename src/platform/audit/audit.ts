import { type SQL, sql } from "drizzle-orm";
import { newId } from "#src/lib/ids.ts";
import { builder, type Param, type Params, sqlWrite } from "#src/platform/db/statement.ts";
import { auditLog } from "#src/platform/db/tables/audit.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { Actor } from "#src/policy/actor.ts";

/**
 * One act in the audit: who did what to which record. `detail` contains ids and states, never text that a person typed.
 * The row is written in the transaction of the act; a job seals committed rows into a hash chain.
 */
export type AuditEntry = {
  action: string;
  entityType: string;
  entityId: string;
  schoolId: string;
  studentId?: string;
  requestId?: string;
  detail?: Record<string, unknown>;
};

export function audit(tx: Tx, actor: Actor, entry: AuditEntry): void {
  tx.send(insertAct, {
    id: newId(),
    schoolId: entry.schoolId,
    actorId: actor.kind === "user" ? actor.userId : "system",
    actorRole: actor.kind === "user" ? actor.role : "SYSTEM",
    action: entry.action,
    entityType: entry.entityType,
    entityId: entry.entityId,
    studentId: entry.studentId ?? null,
    requestId: entry.requestId ?? null,
    detail: (actor.kind === "system" ? { ...entry.detail, reason: actor.reason } : entry.detail) ?? null,
  });
}

type Act = {
  id: string;
  schoolId: string;
  actorId: string;
  actorRole: string;
  action: string;
  entityType: string;
  entityId: string;
  studentId: string | null;
  requestId: string | null;
  detail: Record<string, unknown> | null;
};

/** The insert of `audit`, for a command that writes everything in one statement. */
export function actInsert(act: { [Name in keyof Act]: Param<string, Act[Name]> | (Act[Name] & string) }): SQL {
  return builder
    .insert(auditLog)
    .values({ ...act, occurredAt: sql`clock_timestamp()` })
    .getSQL();
}

const insertAct = sqlWrite("audit_insert", (p: Params<Act>) =>
  actInsert({
    id: p.id,
    schoolId: p.schoolId,
    actorId: p.actorId,
    actorRole: p.actorRole,
    action: p.action,
    entityType: p.entityType,
    entityId: p.entityId,
    studentId: p.studentId,
    requestId: p.requestId,
    detail: p.detail,
  }),
);
