import { and, eq, lte, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { idempotencyKeys } from "#src/platform/db/tables/idempotency-keys.ts";
import type { Bracket, Tx } from "#src/platform/db/transaction.ts";
import type { UserActor } from "#src/policy/actor.ts";

/** Thrown inside a command that was answered before; the endpoint sends the stored answer. */
export class Replay extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    super("this request was answered before");
    this.name = "Replay";
    this.status = status;
    this.body = body;
  }
}

/**
 * Stores the answer with the change, in the change's own transaction: after a crash there are both or neither, and no
 * key is left "in flight". A repeat finds the transaction's advisory lock while the first request is still running.
 * Keys are valid for 24 hours, by user and route.
 */
export function idempotencyBracket(options: {
  actor: UserActor;
  route: string;
  key: string;
  /** SHA-256 over what the caller sent. */
  bodyHash: string;
  status: number;
  answerOf: (result: unknown) => unknown;
}): Bracket {
  const { actor, route, key } = options;
  const requestHash = options.bodyHash;
  return {
    async before(tx: Tx) {
      const [[lock], [stored]] = await Promise.all([
        tx.query(lockKey, { name: `${actor.userId} ${route} ${key}` }),
        tx.query(selectAnswer, { userId: actor.userId, route, key }),
      ]);
      if (stored && stored.requestHash !== requestHash) {
        throw new AppError("idempotency_mismatch", "This Idempotency-Key was used with another body.");
      }
      if (stored) throw new Replay(stored.responseStatus, stored.responseBody);
      if (!lock?.isFirst) {
        throw new AppError("in_flight", "The same request is still being handled.", { retryAfterSeconds: 1 });
      }
    },
    after(tx: Tx, result: unknown) {
      tx.send(insertAnswer, {
        userId: actor.userId,
        route,
        key,
        schoolId: actor.schoolId,
        requestHash,
        responseStatus: options.status,
        responseBody: options.answerOf(result),
      });
    },
  };
}

type Key = { userId: string; route: string; key: string };
type Answer = Key & { schoolId: string; requestHash: string; responseStatus: number; responseBody: unknown };

const lockKey = sqlStatement(
  "idempotency_lock",
  z.object({ isFirst: z.boolean() }),
  (p: Params<{ name: string }>) => sql`select pg_try_advisory_xact_lock(hashtextextended(${p.name}, 7)) as "isFirst"`,
);

const kept = sql`now() - interval '24 hours'`;

const selectAnswer = statement("idempotency_find", (db, p: Params<Key>) =>
  db
    .select({
      requestHash: idempotencyKeys.requestHash,
      // A key is stored with its answer, in one write.
      responseStatus: sql<number>`${idempotencyKeys.responseStatus}`,
      responseBody: idempotencyKeys.responseBody,
    })
    .from(idempotencyKeys)
    .where(
      and(
        eq(idempotencyKeys.userId, p.userId),
        eq(idempotencyKeys.route, p.route),
        eq(idempotencyKeys.key, p.key),
        sql`${idempotencyKeys.createdAt} > ${kept}`,
      ),
    ),
);

const insertAnswer = statement("idempotency_store", (db, p: Params<Answer>) =>
  db
    .insert(idempotencyKeys)
    .values({
      userId: p.userId,
      route: p.route,
      key: p.key,
      schoolId: p.schoolId,
      requestHash: p.requestHash,
      state: "DONE",
      responseStatus: p.responseStatus,
      responseBody: p.responseBody,
    })
    .onConflictDoUpdate({
      target: [idempotencyKeys.userId, idempotencyKeys.route, idempotencyKeys.key],
      set: {
        requestHash: sql`excluded.request_hash`,
        responseStatus: sql`excluded.response_status`,
        responseBody: sql`excluded.response_body`,
        createdAt: sql`now()`,
      },
      setWhere: lte(idempotencyKeys.createdAt, kept),
    }),
);
