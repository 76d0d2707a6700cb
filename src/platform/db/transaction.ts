import type pg from "pg";
import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import { Writes } from "#src/platform/cache/caches.ts";
import { type Access, type AccessRow, accessRow, type Listing, listingRow } from "#src/platform/db/access-row.ts";
import { enterCommands, signInPool, webPool, workerPool } from "#src/platform/db/client.ts";
import { failureOf, isConnectionLoss } from "#src/platform/db/failures.ts";
import { type Connection, openConnection, type Statement } from "#src/platform/db/statement.ts";
import { tracing } from "#src/platform/tracing/tracing.ts";
import type { Actor, UserActor } from "#src/policy/actor.ts";

/** No argument where a statement has no parameters. */
export type Bound<Values> = keyof Values extends never ? [] : [values: Values];

/** A transaction under one role. Queries are sent at once and answered in order. */
export type Tx = {
  /** Sends now and returns the rows, or the number of rows written. */
  query<Values, Result>(statement: Statement<Values, Result>, ...values: Bound<Values>): Promise<Result>;
  /** Sends now and does not wait. If it fails, the COMMIT sent after it fails too, and so does the transaction. */
  send<Values>(statement: Statement<Values, number>, ...values: Bound<Values>): void;
};

/** Makes a repeated command safe; see `http/idempotency.ts`. It runs inside the command's own transaction. */
export type Bracket = {
  /** Sent first; throws to stop the command (an answer to replay, or the same request is still running). */
  before(tx: Tx): Promise<void>;
  /** Sent last, before COMMIT, with what the command returned. */
  after(tx: Tx, result: unknown): void;
};

type Role = "authenticated" | "app_command" | "app_auth" | "app_realtime" | "app_system";

const deadlockRetries = 3;

const begin = { text: "BEGIN" };
const commit = { text: "COMMIT" };

/** The caller: policies read these settings, or the claims of a token where they are not set. Then the limits. */
const claimSettings = `set_config('role', $1, true), set_config('app.user_id', $2, true),
  set_config('app.user_role', $3, true), set_config('app.school_id', $4, true),
  set_config('lock_timeout', $5, true), set_config('statement_timeout', $6, true),
  set_config('idle_in_transaction_session_timeout', $7, true)`;

/**
 * How long a transaction may wait for a lock, run one statement, and wait for this process. They are settings of the
 * transaction, since a transaction pooler refuses them at the start of a connection. Jobs may take long: an import, a
 * deployment to thousands of students.
 */
const limitsOf: Record<Role, readonly [lock: string, statement: string, idle: string]> = {
  authenticated: ["3s", "20s", "60s"],
  app_command: ["3s", "30s", "60s"],
  app_auth: ["3s", "10s", "30s"],
  app_realtime: ["3s", "20s", "60s"],
  app_system: ["60s", "15min", "10min"],
};

const readContext = { name: "read_context", text: `select ${claimSettings}` };

/**
 * A command finds its rows by key, so one generic plan fits all values. By default the server compares costs and plans
 * the policies again each time, which takes longer than the statement.
 */
const commandContext = {
  name: "command_context",
  text: `select ${claimSettings}, set_config('plan_cache_mode', 'force_generic_plan', true)`,
};

/** A command: `app_command` with the user's claims, or `app_system` for the project's own work. */
export async function withActor<T>(actor: Actor, fn: (tx: Tx) => Promise<T> | T, bracket?: Bracket): Promise<T> {
  const role = actor.kind === "user" ? "app_command" : "app_system";
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transact(role, claimsOf(actor), fn, { bracket, commitsEarly: false });
    } catch (error) {
      if (attempt >= deadlockRetries || !isTransient(error)) throw failureOf(error);
    }
  }
}

/**
 * A read under the reader's own policies in one round trip: the COMMIT is sent right after the queries that `fn`
 * sends before its first await. A query sent later runs without a role, and the database refuses it. A `Listing` is
 * written after the rows are there, in a second round trip.
 */
export async function readAs<T>(
  actor: Actor,
  fn: (tx: Tx) => Promise<T> | T,
  access?: Access | Listing<NoInfer<T>>,
): Promise<T> {
  const role = actor.kind === "user" ? "authenticated" : "app_system";
  try {
    return await transact(role, claimsOf(actor), fn, { bracket: undefined, ...accessOf(actor, access) });
  } catch (error) {
    throw failureOf(error);
  }
}

/** A read of `readAs` on another server that has the same roles and policies. It writes no access row. */
export async function readOn<T>(pool: pg.Pool, actor: UserActor, fn: (tx: Tx) => Promise<T> | T): Promise<T> {
  return transact("authenticated", claimsOf(actor), fn, {
    bracket: undefined,
    commitsEarly: false,
    isRead: true,
    pool,
  });
}

function accessOf<T>(actor: Actor, access: Access | Listing<T> | undefined) {
  if (!access || actor.kind !== "user") return { commitsEarly: true };
  if ("subject" in access) return { commitsEarly: true, access: accessRow(actor, access) };
  return { commitsEarly: false, isRead: true, listing: (result: T) => listingRow(actor, access, access.count(result)) };
}

/** Writes the row of a refused read, whose own transaction is over. */
export async function writeAccess(actor: UserActor, { insert, values }: AccessRow): Promise<void> {
  await withActor(actor, (tx) => tx.send(insert, values));
}

/** Work without a user: sign-in before there is one, the relay's feed. */
export async function withRole<T>(role: "app_auth" | "app_realtime", fn: (tx: Tx) => Promise<T> | T): Promise<T> {
  try {
    return await transact(role, nobody, fn, { bracket: undefined, commitsEarly: false });
  } catch (error) {
    throw failureOf(error);
  }
}

/** A read of `withRole`. It takes no command's turn, which comes only after those that wait for a locked row. */
export async function readWithRole<T>(role: "app_auth", fn: (tx: Tx) => Promise<T> | T): Promise<T> {
  try {
    return await transact(role, nobody, fn, { bracket: undefined, commitsEarly: false, isRead: true });
  } catch (error) {
    throw failureOf(error);
  }
}

async function transact<T>(
  role: Role,
  claims: Claims,
  fn: (tx: Tx) => Promise<T> | T,
  options: {
    bracket: Bracket | undefined;
    /** The COMMIT is sent right behind the queries of `fn`. */
    commitsEarly: boolean;
    isRead?: boolean;
    pool?: pg.Pool;
    access?: AccessRow | undefined;
    listing?: (result: T) => AccessRow;
  },
): Promise<T> {
  const leave = writers.has(role) && !options.isRead ? await enterCommands() : undefined;
  const client = await (options.pool ?? poolFor(role)).connect().catch((error: unknown) => {
    leave?.();
    throw error;
  });
  const sent: Promise<pg.QueryResult>[] = [];
  const unsent: Promise<unknown>[] = [];
  let isBroken = false;
  let isOver = false;
  const writes = canWrite.has(role) ? new Writes() : undefined;
  const send = (query: pg.QueryConfig): Promise<pg.QueryResult> => {
    writes?.note(query);
    // Behind a transaction pooler a named statement may be missing on the next connection.
    const answer = client.query(config.hasPooler ? { ...query, name: undefined } : query);
    traceStatement(query, answer);
    // Always awaited below, so callers need not; this prevents an early failure from being reported as unhandled.
    answer.catch(() => {});
    sent.push(answer);
    return answer;
  };
  const connection = connectionOf(client);
  connection.send = send;
  const txWith = (gate?: Promise<void>): Tx => ({
    query(statement, ...bound) {
      if (isOver) throw new Error(`${statement.name} was run after the end of its transaction`);
      const ran = statement.run(connection, valuesOf(bound));
      const answer = gate ? ran.then((result) => gate.then(() => result)) : ran;
      // A command that fails earlier does not come to wait for it.
      answer.catch(() => {});
      return answer;
    },
    send(statement, ...bound) {
      if (isOver) throw new Error(`${statement.name} was run after the end of its transaction`);
      const count = sent.length;
      const answer = statement.run(connection, valuesOf(bound));
      answer.catch(() => {});
      // A statement that could not be bound was never sent, so the server's answers do not show its failure.
      if (sent.length === count) unsent.push(answer);
    },
  });
  try {
    void send(begin);
    void send({
      ...(options.commitsEarly || options.isRead ? readContext : commandContext),
      values: [role, ...claims, ...limitsOf[role]],
    });
    const plain = txWith();
    const gate = options.bracket?.before(plain);
    gate?.catch(() => {});
    // A command receives what it reads only after the bracket has let it through.
    const running = (async () => fn(gate ? txWith(gate) : plain))();
    running.catch(() => {});
    const sendAccess = ({ insert, values }: AccessRow) => {
      // The reader's role may not write; the row is inserted under the commands' role, with the same claims.
      // It may not call set_config either; SET is the login's own right.
      void send({ name: "as_command", text: "set local role app_command" });
      plain.send(insert, values);
    };
    if (options.access) sendAccess(options.access);
    if (options.commitsEarly) void send(commit);
    const result = await running;
    await gate;
    options.bracket?.after(plain, result);
    if (options.listing) sendAccess(options.listing(result));
    await Promise.all(unsent);
    if (!options.commitsEarly) void send(commit);
    const outcomes = await Promise.allSettled(sent);
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed) throw failed.reason;
    const last = outcomes.at(-1);
    // PostgreSQL answers COMMIT with ROLLBACK where an earlier statement had failed.
    const command = last?.status === "fulfilled" ? last.value.command : "";
    if (!options.commitsEarly && command !== "COMMIT") throw new Error(`the transaction ended with ${command}`);
    return result;
  } catch (error) {
    const outcomes = await Promise.allSettled(sent);
    const first = outcomes.find((outcome) => outcome.status === "rejected");
    isBroken = options.commitsEarly || (await rollsBack(client)) === false;
    // The first failure of the pipeline is the cause; later ones only report that the transaction is aborted.
    throw error instanceof AppError || !first ? error : first.reason;
  } finally {
    // The connection is the next transaction's from here on.
    isOver = true;
    client.release(isBroken);
    leave?.();
    // Before the caller knows that it has written, so that it never reads the older value.
    writes?.announce(schoolWrittenBy(role, claims));
  }
}

/** Under its name alone: neither its text nor what is bound. */
function traceStatement({ name, text }: pg.QueryConfig, answer: Promise<unknown>): void {
  const end = tracing()?.begin("client", name ?? text.slice(0, 20).split(" ")[0] ?? "", statementAttributes);
  if (end)
    answer.then(
      () => end(false),
      () => end(true),
    );
}

const statementAttributes = { "db.system.name": "postgresql" };

function valuesOf<Values>(bound: Bound<Values>): Values {
  // Without parameters `Values` is empty, and so is what is bound.
  return (bound[0] ?? {}) as Values;
}

async function rollsBack(client: pg.PoolClient): Promise<boolean> {
  try {
    await client.query("ROLLBACK");
    return true;
  } catch {
    return false;
  }
}

/** The user's id, role and school; empty for work without a user. */
type Claims = readonly [userId: string, role: string, schoolId: string];

const nobody: Claims = ["", "", ""];

function claimsOf(actor: Actor): Claims {
  return actor.kind === "user" ? [actor.userId, actor.role, actor.schoolId] : nobody;
}

/** A user's policies let them write to their own school only, unless they administer all of them. */
function schoolWrittenBy(role: Role, [, userRole, schoolId]: Claims): string | undefined {
  return role === "app_command" && userRole !== "SUPER_ADMIN" ? schoolId : undefined;
}

const canWrite: ReadonlySet<Role> = new Set<Role>(["app_command", "app_auth", "app_system"]);

/** The roles of the web process that wait for rows of others. */
const writers: ReadonlySet<Role> = new Set<Role>(["app_command", "app_auth"]);

function poolFor(role: Role): pg.Pool {
  if (role === "app_auth") return signInPool();
  return role === "app_system" ? workerPool() : webPool();
}

const connections = new WeakMap<pg.PoolClient, Connection>();

function connectionOf(client: pg.PoolClient): Connection {
  const existing = connections.get(client);
  if (existing) return existing;
  const made = openConnection();
  connections.set(client, made);
  return made;
}

function isTransient(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return (code === "40P01" || code === "40001") && !isConnectionLoss(error);
}
