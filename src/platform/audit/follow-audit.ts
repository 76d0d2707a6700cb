import { and, eq, gt } from "drizzle-orm";
import {
  againstMarks,
  type Followed,
  latestArrivalMs,
  type Marks,
  origin,
  whereCut,
} from "#src/platform/audit/chain.ts";
import { act, hashOf } from "#src/platform/audit/seal.ts";
import { fixedLimit } from "#src/platform/db/conditions.ts";
import { type Params, type RowOf, statement } from "#src/platform/db/statement.ts";
import { type AuditFault, auditLog } from "#src/platform/db/tables/audit.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const actsAtOnce = 2_000;

/**
 * Follows the chain over a school's acts to its end, or to the first act that was changed, removed, added or moved since it
 * was sealed. `marks` are hashes that were noted elsewhere.
 */
export async function followAudit(actor: SystemActor, schoolId: string, marks: Marks = new Map()): Promise<Followed> {
  const found: Followed = { entries: 0, head: { number: 0, hash: null }, fault: null };
  let latest = 0;
  for (;;) {
    const sealed = await readAs(actor, (tx) => tx.query(selectSealed, { schoolId, after: found.head.number }));
    for (const row of sealed) {
      const fault = faultOf(row, found, latest, marks);
      if (fault) return { ...found, fault };
      found.entries += 1;
      found.head = { number: found.entries, hash: row.hash };
      latest = Math.max(latest, timeOf(row));
    }
    if (sealed.length < actsAtOnce) break;
  }
  return { ...found, fault: whereCut("audit", found.head, marks) };
}

function faultOf(row: RowOf<typeof selectSealed>, { head }: Followed, latest: number, marks: Marks) {
  const { sealNumber, previousHash, hash, ...sealed } = row;
  const number = head.number + 1;
  const previous = head.hash ?? origin;
  const at = (how: AuditFault["how"]): AuditFault => ({ log: "audit", seal: number, entry: null, id: sealed.id, how });
  if (sealNumber !== number) return at("missing");
  const expected = hashOf(sealed, number, previous);
  if (previousHash !== previous || hash !== expected) return at("changed");
  if (timeOf(row) < latest - latestArrivalMs) return at("backdated");
  return againstMarks("audit", { number, hash: expected }, marks);
}

function timeOf({ occurredAt }: { occurredAt: string }): number {
  return Date.parse(`${occurredAt}Z`);
}

const selectSealed = statement("audit_sealed", (db, p: Params<{ schoolId: string; after: number }>) =>
  db
    .select({ ...act, sealNumber: auditLog.sealNumber, previousHash: auditLog.previousHash, hash: auditLog.hash })
    .from(auditLog)
    .where(and(eq(auditLog.schoolId, p.schoolId), gt(auditLog.sealNumber, p.after)))
    .orderBy(auditLog.sealNumber)
    .limit(fixedLimit(actsAtOnce)),
);
