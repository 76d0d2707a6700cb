import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { anchorChains } from "#src/platform/audit/anchor.ts";
import { type KeptAnchors, readAnchors } from "#src/platform/audit/anchor-files.ts";
import type { Head, Marks } from "#src/platform/audit/chain.ts";
import { followAccess } from "#src/platform/audit/follow-access.ts";
import { followAudit } from "#src/platform/audit/follow-audit.ts";
import { sealAudit } from "#src/platform/audit/seal.ts";
import { sealAccess } from "#src/platform/audit/seal-access.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { type AuditFault, accessSeals, auditAnchors, auditChecks, auditLog } from "#src/platform/db/tables/audit.ts";
import { readAs, type Tx, withActor } from "#src/platform/db/transaction.ts";
import { log } from "#src/platform/log/log.ts";
import type { SystemActor } from "#src/policy/actor.ts";

/** What is done in the transaction that keeps a fault which the last check did not find. */
export type OnFault = (tx: Tx, schoolId: string) => Promise<void>;

/** Checks the schools whose last check is a day old or that have none, then anchors what was found to be whole. */
export async function checkDue(actor: SystemActor, signal: AbortSignal, onFault: OnFault): Promise<void> {
  const due = await readAs(actor, (tx) => tx.query(selectDue));
  if (due.length === 0) return;
  await sealAccess(actor, { searchesAll: true });
  const kept = await readAnchors();
  for (const { schoolId } of due) {
    signal.throwIfAborted();
    await checkSchool(actor, schoolId, kept, onFault);
  }
  await anchorChains(actor, kept);
}

/** Seals what is not sealed yet, then checks a school at once. */
export async function checkNow(actor: SystemActor, schoolId: string, onFault: OnFault): Promise<void> {
  await sealAudit(actor);
  await sealAccess(actor, { searchesAll: true });
  await checkSchool(actor, schoolId, await readAnchors(), onFault);
}

/**
 * Follows both chains of a school to their ends, beside what anchors and the last check say of them, and keeps what it
 * found. The first entry that does not fit is named by its place; `onFault` is called when the check before did not find it.
 */
async function checkSchool(actor: SystemActor, schoolId: string, kept: KeptAnchors, onFault: OnFault): Promise<void> {
  const marks = await marksOf(actor, schoolId, kept);
  const audit = await followAudit(actor, schoolId, marks.audit);
  const access = await followAccess(actor, schoolId, marks.access);
  const fault = audit.fault ?? access.fault;
  if (fault) log.error({ schoolId, fault }, "the audit was changed after it was sealed");
  await withActor(actor, async (tx) => {
    const [last] = await tx.query(selectFaultForUpdate, { schoolId });
    tx.send(keepCheck, {
      schoolId,
      auditNumber: audit.head.number,
      auditHash: audit.head.hash,
      accessNumber: access.head.number,
      accessHash: access.head.hash,
      entries: audit.entries + access.entries,
      fault,
    });
    if (fault && !isSameFault(fault, last?.fault ?? null)) await onFault(tx, schoolId);
  });
}

function isSameFault(found: AuditFault, last: AuditFault | null): boolean {
  const placeOf = ({ log, seal, entry, id, how }: AuditFault) => JSON.stringify([log, seal, entry, id, how]);
  return last !== null && placeOf(found) === placeOf(last);
}

const selectFaultForUpdate = statement("audit_check_fault", (db, p: Params<{ schoolId: string }>) =>
  db.select({ fault: auditChecks.fault }).from(auditChecks).where(eq(auditChecks.schoolId, p.schoolId)).for("update"),
);

/** What is known of a school's chains from the files of anchors, from the anchors in the database and from the last check. */
async function marksOf(
  actor: SystemActor,
  schoolId: string,
  { anchors }: KeptAnchors,
): Promise<{ audit: Marks; access: Marks }> {
  const [rows, [checked]] = await readAs(actor, (tx) =>
    Promise.all([tx.query(selectAnchors, { schoolId }), tx.query(selectCheck, { schoolId })]),
  );
  const ofFiles = anchors.flatMap(({ schools }) => schools.filter((one) => one.schoolId === schoolId));
  const ofRows = [...rows, ...(checked ? [checked] : [])].map((row) => ({
    audit: { number: row.auditNumber, hash: row.auditHash },
    access: { number: row.accessNumber, hash: row.accessHash },
  }));
  // What is outside of the database comes last, and counts where they disagree.
  const all = [...ofRows, ...ofFiles];
  return { audit: marksAt(all.map((one) => one.audit)), access: marksAt(all.map((one) => one.access)) };
}

function marksAt(heads: readonly Head[]): Marks {
  return new Map(heads.flatMap(({ number, hash }) => (hash === null ? [] : [[number, hash] as const])));
}

const selectDue = sqlStatement(
  "audit_check_due",
  z.object({ schoolId: z.string() }),
  () => sql`
    select s.id as "schoolId" from schools s left join ${auditChecks} c on c.school_id = s.id
    where (c.checked_at is null or c.checked_at < now() - interval '1 day')
      and (exists (select from ${accessSeals} a where a.school_id = s.id)
        or exists (select from ${auditLog} l where l.school_id = s.id and l.seal_number = 1))
    order by s.id`,
);

const head = {
  auditNumber: auditChecks.auditNumber,
  auditHash: auditChecks.auditHash,
  accessNumber: auditChecks.accessNumber,
  accessHash: auditChecks.accessHash,
};

const selectCheck = statement("audit_check", (db, p: Params<{ schoolId: string }>) =>
  db.select(head).from(auditChecks).where(eq(auditChecks.schoolId, p.schoolId)),
);

const selectAnchors = statement("audit_anchors_of", (db, p: Params<{ schoolId: string }>) =>
  db
    .select({
      auditNumber: auditAnchors.auditNumber,
      auditHash: auditAnchors.auditHash,
      accessNumber: auditAnchors.accessNumber,
      accessHash: auditAnchors.accessHash,
    })
    .from(auditAnchors)
    .where(eq(auditAnchors.schoolId, p.schoolId))
    .orderBy(auditAnchors.anchoredAt),
);

type Check = {
  schoolId: string;
  auditNumber: number;
  auditHash: string | null;
  accessNumber: number;
  accessHash: string | null;
  entries: number;
  fault: AuditFault | null;
};

/** Where something does not fit, the ends that were known before stay known. */
const keepCheck = statement("audit_check_keep", (db, p: Params<Check>) => {
  const isWhole = sql`excluded.fault is null`;
  const kept = (name: string) =>
    sql`case when ${isWhole} then ${sql.raw(`excluded.${name}`)} else ${sql.raw(`audit_checks.${name}`)} end`;
  return db
    .insert(auditChecks)
    .values({
      schoolId: p.schoolId,
      checkedAt: sql`clock_timestamp()`,
      auditNumber: p.auditNumber,
      auditHash: p.auditHash,
      accessNumber: p.accessNumber,
      accessHash: p.accessHash,
      entries: p.entries,
      fault: p.fault,
    })
    .onConflictDoUpdate({
      target: auditChecks.schoolId,
      set: {
        checkedAt: sql`excluded.checked_at`,
        auditNumber: kept("audit_number"),
        auditHash: kept("audit_hash"),
        accessNumber: kept("access_number"),
        accessHash: kept("access_hash"),
        entries: sql`excluded.entries`,
        fault: sql`excluded.fault`,
      },
    });
});
