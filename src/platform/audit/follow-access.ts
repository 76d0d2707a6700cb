import { and, eq, gt, isNotNull, sql } from "drizzle-orm";
import { type Entry, sealOf, selectSealedEntries, splitFingerprints } from "#src/platform/audit/access-entries.ts";
import {
  againstMarks,
  type Followed,
  firstDifference,
  latestArrivalMs,
  type Marks,
  origin,
  whereCut,
} from "#src/platform/audit/chain.ts";
import { fixedLimit } from "#src/platform/db/conditions.ts";
import { type Params, type RowOf, statement } from "#src/platform/db/statement.ts";
import { type AuditFault, accessLog, accessSeals } from "#src/platform/db/tables/audit.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const sealsAtOnce = 20;

/**
 * Follows the chain over a school's access rows to its end, or to the first row that was changed, removed, added or moved
 * since it was sealed. `marks` are hashes that were noted elsewhere.
 */
export async function followAccess(actor: SystemActor, schoolId: string, marks: Marks = new Map()): Promise<Followed> {
  const found: Followed = { entries: 0, head: { number: 0, hash: null }, fault: null };
  let sealedAt: Date | undefined;
  for (;;) {
    const seals = await readAs(actor, (tx) => tx.query(selectSeals, { schoolId, after: found.head.number }));
    for (const seal of seals) {
      const entries = await readAs(actor, (tx) => tx.query(selectSealedEntries, seal));
      const expected = { number: found.head.number + 1, previous: found.head.hash ?? origin, before: sealedAt };
      const fault = faultUnder(seal, entries, expected) ?? againstMarks("access", seal, marks);
      if (fault) return { ...found, fault };
      found.entries += entries.length;
      found.head = { number: seal.number, hash: seal.hash };
      sealedAt = seal.sealedAt;
    }
    if (seals.length < sealsAtOnce) break;
  }
  return { ...found, fault: whereCut("access", found.head, marks) ?? (await findStray(actor, schoolId)) };
}

type Seal = RowOf<typeof selectSeals>;

function faultUnder(
  seal: Seal,
  entries: readonly Entry[],
  expected: { number: number; previous: string; before: Date | undefined },
): AuditFault | undefined {
  const at = (how: AuditFault["how"], entry: number | null = null): AuditFault => ({
    log: "access",
    seal: expected.number,
    entry,
    id: entry === null ? null : (entries[entry - 1]?.id ?? null),
    how,
  });
  if (seal.number !== expected.number) return at("missing");
  const { hash, fingerprints } = sealOf(seal, entries, expected.previous);
  const difference = firstDifference(splitFingerprints(seal.fingerprints), splitFingerprints(fingerprints));
  if (difference) return at(difference.how, difference.entry);
  if (seal.previousHash !== expected.previous || seal.hash !== hash) return at("changed");
  const earliest = expected.before && expected.before.getTime() - latestArrivalMs;
  const backdated = entries.findIndex(({ occurredAt }) => earliest !== undefined && Date.parse(occurredAt) < earliest);
  return backdated < 0 ? undefined : at("backdated", backdated + 1);
}

/** A row that says to be sealed and stands outside of what its seal covers. */
async function findStray(actor: SystemActor, schoolId: string): Promise<AuditFault | null> {
  const [stray] = await readAs(actor, (tx) => tx.query(selectStray, { schoolId }));
  return stray ? { log: "access", seal: stray.seal ?? 0, entry: null, id: stray.id, how: "added" } : null;
}

const selectSeals = statement("access_seals_after", (db, p: Params<{ schoolId: string; after: number }>) =>
  db
    .select()
    .from(accessSeals)
    .where(and(eq(accessSeals.schoolId, p.schoolId), gt(accessSeals.number, p.after)))
    .orderBy(accessSeals.number)
    .limit(fixedLimit(sealsAtOnce)),
);

const selectStray = statement("access_stray", (db, p: Params<{ schoolId: string }>) =>
  db
    .select({ id: accessLog.id, seal: accessLog.sealNumber })
    .from(accessLog)
    .leftJoin(
      accessSeals,
      and(eq(accessSeals.schoolId, accessLog.schoolId), eq(accessSeals.number, accessLog.sealNumber)),
    )
    .where(
      and(
        eq(accessLog.schoolId, p.schoolId),
        isNotNull(accessLog.sealNumber),
        sql`(${accessSeals.number} is null or ${accessLog.id} not between ${accessSeals.firstId} and ${accessSeals.lastId})`,
      ),
    )
    .orderBy(accessLog.id)
    .limit(fixedLimit(1)),
);
