import { hash } from "node:crypto";
import { AppError } from "#src/errors.ts";
import type { Bracket, Tx } from "#src/platform/db/transaction.ts";
import type { UserActor } from "#src/policy/actor.ts";

/** Thrown inside a command whose answer is known already; the endpoint sends the stored answer. */
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
 * Keeps the answer beside the change, in its own transaction: after a crash there is either both or neither, and
 * no key is ever left "in flight". An advisory lock of the transaction tells a repeat that the first is still
 * running. Keys live for 24 hours per user and route.
 */
export function idempotencyBracket(options: {
  actor: UserActor;
  route: string;
  key: string;
  body: string;
  status: number;
  answerOf: (result: unknown) => unknown;
}): Bracket {
  const { actor, route, key } = options;
  const requestHash = hash("sha256", options.body, "base64url");
  return {
    async before(tx: Tx) {
      const lock = tx.query<{ is_first: boolean }>({
        name: "idempotency_lock",
        text: "select pg_try_advisory_xact_lock(hashtextextended($1, 7)) as is_first",
        values: [`${actor.userId} ${route} ${key}`],
      });
      const found = tx.query<{ request_hash: string; response_status: number; response_body: unknown }>({
        name: "idempotency_find",
        text: `select request_hash, response_status, response_body from idempotency_keys
               where user_id = $1 and route = $2 and key = $3 and created_at > now() - interval '24 hours'`,
        values: [actor.userId, route, key],
      });
      const [{ rows: locks }, { rows }] = await Promise.all([lock, found]);
      const stored = rows[0];
      if (stored && stored.request_hash !== requestHash) {
        throw new AppError("idempotency_mismatch", "This Idempotency-Key was used with another body.");
      }
      if (stored) throw new Replay(stored.response_status, stored.response_body);
      if (!locks[0]?.is_first) {
        throw new AppError("in_flight", "The same request is still being handled.", { retryAfterSeconds: 1 });
      }
    },
    after(tx: Tx, result: unknown) {
      void tx.query({
        name: "idempotency_store",
        text: `insert into idempotency_keys
                 (user_id, route, key, school_id, request_hash, state, response_status, response_body)
               values ($1, $2, $3, $4, $5, 'DONE', $6, $7)
               on conflict (user_id, route, key) do update
                 set request_hash = excluded.request_hash, response_status = excluded.response_status,
                     response_body = excluded.response_body, created_at = now()
                 where idempotency_keys.created_at <= now() - interval '24 hours'`,
        values: [
          actor.userId,
          route,
          key,
          actor.schoolId,
          requestHash,
          options.status,
          JSON.stringify(options.answerOf(result)),
        ],
      });
    },
  };
}
