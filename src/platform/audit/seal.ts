import { createHash } from "node:crypto";
import { and, desc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { SelectResultFields } from "drizzle-orm/query-builders/select.types";
import { newId } from "#src/lib/ids.ts";
import { origin } from "#src/platform/audit/chain.ts";
import { fixedLimit } from "#src/platform/db/conditions.ts";
import { takeLease } from "#src/platform/db/leases.ts";
import { columns, type Params, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { auditLog } from "#src/platform/db/tables/audit.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { log } from "#src/platform/log/log.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const batchSize = 2_000;
const leaseName = "audit.seal";

/**
 * Chains the acts of each school that are committed and not yet sealed: every seal covers the one before it, so an act
 * that is changed, removed or inserted later breaks the chain. It is a job and not part of the acting transaction,
 * where all acts of a school would wait for one another. Returns the number of acts sealed.
 */
export async function sealAudit(actor: SystemActor): Promise<number> {
  const schools = await withActor(actor, (tx) => tx.query(selectUnsealedSchools));
  let sealed = 0;
  for (const { schoolId } of schools) {
    for (let count = batchSize; count === batchSize; sealed += count) {
      count = await withActor(actor, (tx) => sealBatch(tx, schoolId));
    }
  }
  return sealed;
}

const selectUnsealedSchools = statement("audit_unsealed_schools", (db) =>
  db
    .selectDistinct({ schoolId: auditLog.schoolId })
    .from(auditLog)
    .where(isNull(auditLog.sealNumber))
    .orderBy(auditLog.schoolId),
);

async function sealBatch(tx: Tx, schoolId: string): Promise<number> {
  // The lease's row stays locked until the transaction ends; without it two sealers could use a number twice.
  await takeLease(tx, leaseName, newId(), 0);
  const [[last], acts] = await Promise.all([
    tx.query(selectLastSeal, { schoolId }),
    tx.query(selectUnsealed, { schoolId }),
  ]);
  if (acts.length === 0) return 0;
  let number = last?.sealNumber ?? 0;
  let previous = last?.hash ?? origin;
  const seals = acts.map((act) => {
    number += 1;
    const seal = { id: act.id, number, previous, hash: hashOf(act, number, previous) };
    previous = seal.hash;
    return seal;
  });
  await tx.query(updateSeals, {
    schoolId,
    ids: seals.map((seal) => seal.id),
    numbers: seals.map((seal) => seal.number),
    previous: seals.map((seal) => seal.previous),
    hashes: seals.map((seal) => seal.hash),
  });
  // Logged too: whoever can rewrite the whole chain in the database cannot rewrite the log.
  log.info({ schoolId, sealNumber: number, hash: previous }, "the audit is sealed up to here");
  return acts.length;
}

/** What a seal covers. */
export const act = {
  id: auditLog.id,
  schoolId: auditLog.schoolId,
  /** As text with microseconds: a Date rounds to milliseconds, and the hash could not be reproduced. */
  occurredAt: sql<string>`to_char(${auditLog.occurredAt} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`,
  actorId: auditLog.actorId,
  actorRole: auditLog.actorRole,
  action: auditLog.action,
  entityType: auditLog.entityType,
  entityId: auditLog.entityId,
  studentId: auditLog.studentId,
  requestId: auditLog.requestId,
  detail: sql<string | null>`${auditLog.detail}::text`,
};

export type Act = SelectResultFields<typeof act>;

const selectLastSeal = statement("audit_last_seal", (db, p: Params<{ schoolId: string }>) =>
  db
    .select({ sealNumber: auditLog.sealNumber, hash: auditLog.hash })
    .from(auditLog)
    .where(and(eq(auditLog.schoolId, p.schoolId), isNotNull(auditLog.sealNumber)))
    .orderBy(desc(auditLog.sealNumber))
    .limit(fixedLimit(1)),
);

const selectUnsealed = statement("audit_unsealed", (db, p: Params<{ schoolId: string }>) =>
  db
    .select(act)
    .from(auditLog)
    .where(and(eq(auditLog.schoolId, p.schoolId), isNull(auditLog.sealNumber)))
    .orderBy(auditLog.occurredAt, auditLog.id)
    .limit(fixedLimit(batchSize)),
);

type Seals = { schoolId: string; ids: string[]; numbers: number[]; previous: string[]; hashes: string[] };

const updateSeals = sqlWrite(
  "audit_seal",
  (p: Params<Seals>) => sql`
    update ${auditLog}
    set ${columns(auditLog.sealNumber)} = s.number, ${columns(auditLog.previousHash)} = s.previous,
        ${columns(auditLog.hash)} = s.hash
    from unnest(${p.ids}::text[], ${p.numbers}::bigint[], ${p.previous}::text[], ${p.hashes}::text[])
      as s (id, number, previous, hash)
    where ${auditLog.schoolId} = ${p.schoolId} and ${auditLog.id} = s.id`,
);

/** The hash of a seal over an act. */
export function hashOf(act: Act, number: number, previous: string): string {
  const sealed = [
    number,
    act.id,
    act.schoolId,
    act.occurredAt,
    act.actorId,
    act.actorRole,
    act.action,
    act.entityType,
    act.entityId,
    act.studentId,
    act.requestId,
    act.detail,
  ];
  return createHash("sha256").update(previous).update(JSON.stringify(sealed)).digest("hex");
}
