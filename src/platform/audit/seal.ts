import { createHash } from "node:crypto";
import { newId } from "#src/lib/ids.ts";
import { takeLease } from "#src/platform/db/leases.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { log } from "#src/platform/log/log.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const batchSize = 2_000;
const leaseName = "audit.seal";

/** What stands before the first seal of a school. */
const origin = "0".repeat(64);

type AuditRow = {
  id: string;
  school_id: string;
  /** As text with microseconds: a Date would round, and the hash would not be found again. */
  occurred_at: string;
  actor_id: string | null;
  actor_role: string | null;
  action: string;
  entity_type: string;
  entity_id: string | null;
  student_id: string | null;
  request_id: string | null;
  detail: string | null;
};

type SealedRow = AuditRow & { seal_number: string; previous_hash: string; hash: string };

const columns = `id, school_id, to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') as occurred_at,
  actor_id, actor_role, action, entity_type, entity_id, student_id, request_id, detail::text as detail`;

/**
 * Chains the acts of each school that are committed and not yet sealed: every seal covers the one before it, so an act
 * that is changed, taken out or slipped in later breaks the chain. It is a job and no part of the acting transaction,
 * where all of them would wait for one another. Returns how many were sealed.
 */
export async function sealAudit(actor: SystemActor): Promise<number> {
  const { rows: schools } = await withActor(actor, (tx) =>
    tx.query<{ school_id: string }>({
      name: "audit_unsealed_schools",
      text: "select distinct school_id from audit_log where seal_number is null order by school_id",
    }),
  );
  let sealed = 0;
  for (const { school_id: schoolId } of schools) {
    for (let count = batchSize; count === batchSize; sealed += count) {
      count = await withActor(actor, (tx) => sealBatch(tx, schoolId));
    }
  }
  return sealed;
}

async function sealBatch(tx: Tx, schoolId: string): Promise<number> {
  // Its row stays locked to the end of the transaction: two sealers would give a number twice.
  await takeLease(tx, leaseName, newId(), 0);
  const [{ rows: last }, { rows }] = await Promise.all([
    tx.query<{ seal_number: string; hash: string }>({
      name: "audit_last_seal",
      text: `select seal_number, hash from audit_log where school_id = $1 and seal_number is not null
             order by seal_number desc limit 1`,
      values: [schoolId],
    }),
    tx.query<AuditRow>({
      name: "audit_unsealed",
      text: `select ${columns} from audit_log where school_id = $1 and seal_number is null
             order by audit_log.occurred_at, id limit ${batchSize}`,
      values: [schoolId],
    }),
  ]);
  if (rows.length === 0) return 0;
  let number = Number(last[0]?.seal_number ?? 0);
  let previous = last[0]?.hash ?? origin;
  const seals = rows.map((row) => {
    number += 1;
    const seal = { id: row.id, number, previous, hash: hashOf(row, number, previous) };
    previous = seal.hash;
    return seal;
  });
  await tx.query({
    name: "audit_seal",
    text: `update audit_log a set seal_number = s.number, previous_hash = s.previous, hash = s.hash
           from unnest($2::text[], $3::bigint[], $4::text[], $5::text[]) as s (id, number, previous, hash)
           where a.school_id = $1 and a.id = s.id`,
    values: [
      schoolId,
      seals.map((seal) => seal.id),
      seals.map((seal) => seal.number),
      seals.map((seal) => seal.previous),
      seals.map((seal) => seal.hash),
    ],
  });
  // Kept outside the database too: who can rewrite the whole chain cannot rewrite what was logged.
  log.info({ schoolId, sealNumber: number, hash: previous }, "the audit is sealed up to here");
  return rows.length;
}

/** The first seal of the school's chain that does not hold, or undefined when all do. */
export async function findBrokenSeal(tx: Tx, schoolId: string): Promise<number | undefined> {
  let number = 0;
  let previous = origin;
  for (;;) {
    const { rows } = await tx.query<SealedRow>({
      name: "audit_sealed",
      text: `select ${columns}, seal_number, previous_hash, hash from audit_log
             where school_id = $1 and seal_number > $2 order by seal_number limit ${batchSize}`,
      values: [schoolId, number],
    });
    for (const row of rows) {
      number += 1;
      const holds =
        Number(row.seal_number) === number &&
        row.previous_hash === previous &&
        row.hash === hashOf(row, number, previous);
      if (!holds) return number;
      previous = row.hash;
    }
    if (rows.length < batchSize) return undefined;
  }
}

function hashOf(row: AuditRow, number: number, previous: string): string {
  const act = [
    number,
    row.id,
    row.school_id,
    row.occurred_at,
    row.actor_id,
    row.actor_role,
    row.action,
    row.entity_type,
    row.entity_id,
    row.student_id,
    row.request_id,
    row.detail,
  ];
  return createHash("sha256").update(previous).update(JSON.stringify(act)).digest("hex");
}
