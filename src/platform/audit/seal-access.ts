import { sql } from "drizzle-orm";
import { z } from "zod";
import { newId } from "#src/lib/ids.ts";
import { batchSize, type Entry, sealOf, selectUnsealedEntries } from "#src/platform/audit/access-entries.ts";
import { latestArrivalMs, origin } from "#src/platform/audit/chain.ts";
import { takeLease } from "#src/platform/db/leases.ts";
import { columns, type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { accessLog, accessSeals } from "#src/platform/db/tables/audit.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { log } from "#src/platform/log/log.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const leaseName = "access.seal";

/**
 * Seals the access rows of each school that are committed and not yet sealed: one hash over up to 2,000 rows, which covers
 * the seal before it too. Nothing is added to the reading transaction. `searchesAll` also finds rows whose ids are more
 * than an hour older than the last seal. Returns the number of rows sealed.
 */
export async function sealAccess(actor: SystemActor, { searchesAll = false } = {}): Promise<number> {
  let sealed = 0;
  for (const { id } of await withActor(actor, (tx) => tx.query(selectSchools))) {
    for (let count = batchSize; count === batchSize; sealed += count) {
      count = await withActor(actor, (tx) => sealBatch(tx, id, searchesAll));
    }
  }
  return sealed;
}

const selectSchools = statement("access_schools", (db) =>
  db.select({ id: schools.id }).from(schools).orderBy(schools.id),
);

async function sealBatch(tx: Tx, schoolId: string, searchesAll: boolean): Promise<number> {
  // The lease's row stays locked until the transaction ends; without it two sealers could use a number twice.
  await takeLease(tx, leaseName, newId(), 0);
  const [last] = await tx.query(selectLastSeal, { schoolId });
  if (!last) return 0;
  const after = searchesAll ? "" : searchFrom(last.lastId);
  const entries = await tx.query(selectUnsealedEntries, { schoolId, after });
  const [first] = entries;
  if (!first) return 0;
  const number = last.number + 1;
  const previousHash = last.hash ?? origin;
  const seal = { number, schoolId, sealedAt: last.at, firstId: first.id, lastId: lastOf(entries).id };
  const { hash, fingerprints } = sealOf(seal, entries, previousHash);
  await Promise.all([
    tx.query(insertSeal, { ...seal, entries: entries.length, fingerprints, previousHash, hash }),
    tx.query(updateEntries, { schoolId, number, ids: entries.map(({ id }) => id) }),
  ]);
  // Logged too: whoever can rewrite the whole chain in the database cannot rewrite the log.
  log.info({ schoolId, sealNumber: number, hash }, "the access log is sealed up to here");
  return entries.length;
}

function lastOf(entries: readonly Entry[]): Entry {
  const last = entries.at(-1);
  if (!last) throw new Error("A seal covers at least one row.");
  return last;
}

/** The id from which unsealed rows are searched: an hour before the last sealed one. Ids begin with their time. */
function searchFrom(lastId: string | null): string {
  const time = /^([0-9a-f]{8})-([0-9a-f]{4})-7/.exec(lastId ?? "");
  if (!time) return "";
  const from = Math.max(0, Number.parseInt(`${time[1]}${time[2]}`, 16) - latestArrivalMs);
  const digits = from.toString(16).padStart(12, "0");
  return `${digits.slice(0, 8)}-${digits.slice(8)}`;
}

const lastSeal = z.object({
  at: z.date(),
  number: z.coerce.number(),
  hash: z.string().nullable(),
  lastId: z.string().nullable(),
});

/** The school's last seal, and what time it is in the database. */
const selectLastSeal = sqlStatement(
  "access_last_seal",
  lastSeal,
  (p: Params<{ schoolId: string }>) => sql`
    select date_trunc('milliseconds', clock_timestamp()) as at, coalesce(l.number, 0) as number, l.hash, l.last_id as "lastId"
    from (select 1) one left join lateral (
      select s.number, s.hash, s.last_id from ${accessSeals} s
      where s.school_id = ${p.schoolId} order by s.number desc limit 1
    ) l on true`,
);

type NewSeal = {
  schoolId: string;
  number: number;
  sealedAt: Date;
  firstId: string;
  lastId: string;
  entries: number;
  fingerprints: Uint8Array;
  previousHash: string;
  hash: string;
};

const insertSeal = statement("access_seal_insert", (db, p: Params<NewSeal>) =>
  db.insert(accessSeals).values({
    schoolId: p.schoolId,
    number: p.number,
    sealedAt: p.sealedAt,
    firstId: p.firstId,
    lastId: p.lastId,
    entries: p.entries,
    fingerprints: p.fingerprints,
    previousHash: p.previousHash,
    hash: p.hash,
  }),
);

const updateEntries = sqlWrite(
  "access_seal",
  (p: Params<{ schoolId: string; number: number; ids: string[] }>) => sql`
    update ${accessLog} set ${columns(accessLog.sealNumber)} = ${p.number}::bigint
    where ${accessLog.schoolId} = ${p.schoolId} and ${accessLog.id} = any(${p.ids}::text[])`,
);
