import { hash } from "node:crypto";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { columns, type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { idempotencyKeys } from "#src/platform/db/tables/idempotency-keys.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { UserActor } from "#src/policy/actor.ts";

/**
 * Idempotency for the rows of one request, each with a key of its own. As for a whole request, the answer of a row is
 * stored with its change, in one transaction, and is valid for 24 hours by user and route.
 */
export type RowState =
  | { kind: "new" }
  | { kind: "answered"; answer: unknown }
  /** The key was used for another row. */
  | { kind: "mismatch" }
  /** The same row is being handled by another request. */
  | { kind: "in-flight" };

type Keyed = { key: string; requestHash: string };

export function hashOfRow(row: unknown): string {
  return hash("sha256", JSON.stringify(row));
}

/** Takes the locks of the rows until the end of the transaction, and finds what was answered before. */
export async function openRows(
  tx: Tx,
  actor: UserActor,
  route: string,
  rows: readonly Keyed[],
): Promise<Map<string, RowState>> {
  const keys = rows.map(({ key }) => key);
  // A statement of its own, since one that takes a lock still reads all other rows as they were before.
  const [locks, answers] = await Promise.all([
    tx.query(lockRows, { prefix: `${actor.userId} ${route} `, keys }),
    tx.query(selectAnswers, { userId: actor.userId, route, keys }),
  ]);
  const isFirst = new Map(locks.map((lock) => [lock.key, lock.isFirst]));
  const stored = new Map(answers.map((answer) => [answer.key, answer]));
  return new Map(
    rows.map(({ key, requestHash }) => {
      const found = stored.get(key);
      if (found) return [key, stateOf(found, requestHash)];
      return [key, { kind: isFirst.get(key) ? "new" : "in-flight" }];
    }),
  );
}

function stateOf(found: { requestHash: string; answer: unknown }, requestHash: string): RowState {
  return found.requestHash === requestHash ? { kind: "answered", answer: found.answer } : { kind: "mismatch" };
}

/** Stores what the rows were answered; sent in the transaction of their changes. */
export function storeRows(
  tx: Tx,
  actor: UserActor,
  route: string,
  rows: readonly (Keyed & { status: number; answer: unknown })[],
): void {
  if (rows.length === 0) return;
  tx.send(insertAnswers, { userId: actor.userId, schoolId: actor.schoolId, route, rows: JSON.stringify(rows) });
}

const lockRows = sqlStatement(
  "keyed_rows_lock",
  z.object({ key: z.string(), isFirst: z.boolean() }),
  (p: Params<{ prefix: string; keys: string[] }>) => sql`
    select key, pg_try_advisory_xact_lock(hashtextextended(${p.prefix}::text || key, 7)) as "isFirst"
    from unnest(${p.keys}::text[]) as key`,
);

const k = idempotencyKeys;
const kept = sql`now() - interval '24 hours'`;

const selectAnswers = sqlStatement(
  "keyed_rows_find",
  z.object({ key: z.string(), requestHash: z.string(), answer: z.unknown() }),
  (p: Params<{ userId: string; route: string; keys: string[] }>) => sql`
    select ${k.key}, ${k.requestHash} as "requestHash", ${k.responseBody} as answer from ${k}
    where ${k.userId} = ${p.userId} and ${k.route} = ${p.route} and ${k.key} = any(${p.keys}::text[])
      and ${k.createdAt} > ${kept}`,
);

const insertAnswers = sqlWrite(
  "keyed_rows_store",
  (p: Params<{ userId: string; schoolId: string; route: string; rows: string }>) => sql`
    insert into ${k} (${columns(k.userId, k.route, k.key, k.schoolId, k.requestHash, k.state, k.responseStatus, k.responseBody)})
    select ${p.userId}, ${p.route}, given.key, ${p.schoolId}, given."requestHash", 'DONE', given.status, given.answer
    from jsonb_to_recordset(${p.rows}::jsonb) as given (key text, "requestHash" text, status integer, answer jsonb)
    on conflict (${columns(k.userId, k.route, k.key)}) do update
      set request_hash = excluded.request_hash, response_status = excluded.response_status,
          response_body = excluded.response_body, created_at = now()
      where ${k.createdAt} <= ${kept}`,
);
