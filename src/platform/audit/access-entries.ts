import { createHash } from "node:crypto";
import { and, eq, gt, gte, isNull, lte, sql } from "drizzle-orm";
import type { SelectResultFields } from "drizzle-orm/query-builders/select.types";
import { fixedLimit } from "#src/platform/db/conditions.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { accessLog } from "#src/platform/db/tables/audit.ts";

/** How many rows one seal covers at most. */
export const batchSize = 2_000;
const fingerprintBytes = 8;

/** What a seal covers. */
const entry = {
  id: accessLog.id,
  schoolId: accessLog.schoolId,
  /** As text with microseconds: a Date rounds to milliseconds, and the hash could not be reproduced. */
  occurredAt: sql<string>`to_char(${accessLog.occurredAt} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  actorId: accessLog.actorId,
  subjectId: accessLog.subjectId,
  what: accessLog.what,
  requestId: accessLog.requestId,
  detail: sql<string | null>`${accessLog.detail}::text`,
};

export type Entry = SelectResultFields<typeof entry>;

/** The rows that no seal covers, from an id on. */
export const selectUnsealedEntries = statement(
  "access_unsealed",
  (db, p: Params<{ schoolId: string; after: string }>) =>
    db
      .select(entry)
      .from(accessLog)
      .where(and(eq(accessLog.schoolId, p.schoolId), gt(accessLog.id, p.after), isNull(accessLog.sealNumber)))
      .orderBy(accessLog.id)
      .limit(fixedLimit(batchSize)),
);

/** The rows that say to be under a seal, with one more than it can cover. */
export const selectSealedEntries = statement(
  "access_sealed",
  (db, p: Params<{ schoolId: string; firstId: string; lastId: string; number: number }>) =>
    db
      .select(entry)
      .from(accessLog)
      .where(
        and(
          eq(accessLog.schoolId, p.schoolId),
          gte(accessLog.id, p.firstId),
          lte(accessLog.id, p.lastId),
          eq(accessLog.sealNumber, p.number),
        ),
      )
      .orderBy(accessLog.id)
      .limit(fixedLimit(batchSize + 1)),
);

export type Sealed = { number: number; schoolId: string; sealedAt: Date; firstId: string; lastId: string };

/** The hash of a seal over these rows, and what shows later which of them does not fit. */
export function sealOf(seal: Sealed, entries: readonly Entry[], previous: string) {
  const hashes = entries.map(hashOfEntry);
  const { number, schoolId, sealedAt, firstId, lastId } = seal;
  const head = JSON.stringify([number, schoolId, sealedAt.toISOString(), firstId, lastId, entries.length]);
  const hash = createHash("sha256").update(previous).update(head);
  for (const one of hashes) hash.update(one);
  return {
    hash: hash.digest("hex"),
    fingerprints: Buffer.concat(hashes.map((one) => one.subarray(0, fingerprintBytes))),
  };
}

export function splitFingerprints(joined: Uint8Array): string[] {
  const bytes = Buffer.from(joined);
  return Array.from({ length: bytes.length / fingerprintBytes }, (_, at) =>
    bytes.subarray(at * fingerprintBytes, (at + 1) * fingerprintBytes).toString("hex"),
  );
}

function hashOfEntry({ id, schoolId, occurredAt, actorId, subjectId, what, requestId, detail }: Entry): Buffer {
  const row = [id, schoolId, occurredAt, actorId, subjectId, what, requestId, detail];
  return createHash("sha256").update(JSON.stringify(row)).digest();
}
