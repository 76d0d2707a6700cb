import { newId } from "#src/lib/ids.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { Actor } from "#src/policy/actor.ts";

/**
 * One act in the audit: who did what to which record. `detail` holds ids and states, never free text of a person.
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

export function audit(tx: Tx, actor: Actor, entry: AuditEntry): Promise<unknown> {
  const actorId = actor.kind === "user" ? actor.userId : "system";
  const actorRole = actor.kind === "user" ? actor.role : "SYSTEM";
  const detail = actor.kind === "system" ? { ...entry.detail, reason: actor.reason } : entry.detail;
  return tx.query({
    name: "audit_insert",
    text: `insert into audit_log (id, school_id, occurred_at, actor_id, actor_role, action, entity_type, entity_id,
             student_id, request_id, detail) values ($1, $2, clock_timestamp(), $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      newId(),
      entry.schoolId,
      actorId,
      actorRole,
      entry.action,
      entry.entityType,
      entry.entityId,
      entry.studentId ?? null,
      entry.requestId ?? null,
      detail ? JSON.stringify(detail) : null,
    ],
  });
}
