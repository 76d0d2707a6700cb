import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type LoginRole, loginPassword } from "#src/platform/db/client.ts";

/**
 * The migrations are SQL files with an up and a down part. Only one program runs them at a time, and all in one
 * transaction: if one fails, the database stays as it was. The record of what has run is in a schema of its own,
 * because Supabase offers everything in `public` through its API.
 */
export const migrationsFolder = join(process.cwd(), "db/migrations");
export const recordSchema = "migrations";
export const recordTable = "applied";
/** The name of the advisory lock; any fixed number will do. */
const lockKey = 5_012_026;
const reachableTimeoutMs = 30_000;
/**
 * Whoever waits for a lock on a table has everybody wait who comes to it later. So a migration waits no longer than this,
 * gives up, and is tried again after a pause in which the others go on.
 */
const lockTimeoutMs = 2_000;
const lockPatienceMs = 5 * 60_000;

export type MigrationStatus = { applied: string[]; pending: string[] };

export type MigrateOptions = {
  /** Creates the database that the URL names, if it does not exist. */
  createsDatabase?: boolean;
  /** The login roles whose passwords are derived from the key. */
  logins?: { roles: readonly LoginRole[]; secret: string | Buffer };
};

/** @returns the names of the migrations that ran now */
export async function migrateUp(url: string, options: MigrateOptions = {}): Promise<string[]> {
  if (options.createsDatabase) await createDatabase(url);
  return underLock(url, async (client) => {
    const { pending } = await readStatus(client);
    // Usually nothing is pending, and loading the library takes longer than this check.
    if (pending.length > 0) await runPatiently(client, "up");
    for (const role of options.logins?.roles ?? []) await setPassword(client, role, options.logins?.secret ?? "");
    return pending;
  });
}

/** @returns the names of the migrations that were undone, newest first */
export async function migrateDown(url: string, count: number): Promise<string[]> {
  return underLock(url, async (client) => {
    const { applied } = await readStatus(client);
    const undone = applied.slice(-count).reverse();
    if (undone.length > 0) await runPatiently(client, "down", undone.length);
    return undone;
  });
}

/** For a version before sign-in had a login of its own; the migration leaves roles alone, which are the cluster's. */
export async function letWebSignIn(url: string): Promise<void> {
  await underLock(url, (client) => client.query("grant app_auth to app_web"));
}

export async function migrationStatus(url: string): Promise<MigrationStatus> {
  const client = await connect(url);
  try {
    return await readStatus(client);
  } finally {
    await client.end();
  }
}

async function underLock<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connect(url);
  try {
    await client.query("select pg_advisory_lock($1)", [lockKey]);
    return await work(client);
  } finally {
    // The end of the session releases the lock.
    await client.end();
  }
}

/** The names of this version's migrations, oldest first. */
export function knownMigrations(): string[] {
  return readdirSync(migrationsFolder)
    .filter((name) => name.endsWith(".sql"))
    .map((name) => name.slice(0, -".sql".length))
    .sort();
}

async function readStatus(client: pg.Client): Promise<MigrationStatus> {
  const files = knownMigrations();
  const exists = await client.query("select to_regclass($1) is not null as yes", [`${recordSchema}.${recordTable}`]);
  if (!exists.rows[0]?.yes) return { applied: [], pending: files };
  const record = await client.query<{ name: string }>(
    `select name from ${recordSchema}.${recordTable} order by run_on, id`,
  );
  const applied = record.rows.map(({ name }) => name);
  const unknown = applied.filter((name) => !files.includes(name));
  if (unknown.length > 0) {
    throw new Error(
      `The database holds migrations that this version does not know (${unknown.join(", ")}). It was written by a newer version: start that one.`,
    );
  }
  return { applied, pending: files.filter((name) => !applied.includes(name)) };
}

async function runPatiently(client: pg.Client, direction: "up" | "down", count?: number): Promise<void> {
  await client.query("select set_config('lock_timeout', $1, false)", [`${lockTimeoutMs}ms`]);
  for (const until = Date.now() + lockPatienceMs; ; ) {
    const messages: string[] = [];
    try {
      await run(client, direction, count, (message) => messages.push(message));
      return;
    } catch (error) {
      if (codeOf(error) !== "55P03" || Date.now() > until) {
        process.stderr.write(messages.map((message) => `${message}\n`).join(""));
        throw error;
      }
      await sleep(lockTimeoutMs * (0.5 + Math.random()));
    }
  }
}

async function run(
  client: pg.Client,
  direction: "up" | "down",
  count: number | undefined,
  onError: (message: string) => void,
): Promise<void> {
  const { runner } = await import("node-pg-migrate");
  await runner({
    dbClient: client,
    dir: migrationsFolder,
    direction,
    ...(count === undefined ? {} : { count }),
    migrationsSchema: recordSchema,
    migrationsTable: recordTable,
    createMigrationsSchema: true,
    singleTransaction: true,
    // Our own lock is held already, and also covers the statements after the migrations.
    noLock: true,
    log: () => {},
    logger: { info: () => {}, warn: () => {}, error: onError },
  });
}

/**
 * The server receives a SCRAM verifier, never the password itself, so that neither its log nor a network sees it.
 * RFC 5803 defines the form. The salt is derived from the password: setting the same one again changes nothing.
 */
async function setPassword(client: pg.Client, role: LoginRole, secret: string | Buffer): Promise<void> {
  const password = loginPassword(role, secret);
  const salt = createHash("sha256").update(`${role}:${password}`).digest().subarray(0, 16);
  const iterations = 4096;
  const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const key = (name: string) => createHmac("sha256", salted).update(name).digest();
  const stored = createHash("sha256").update(key("Client Key")).digest("base64");
  const verifier = `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${stored}:${key("Server Key").toString("base64")}`;
  const statement = `alter role ${pg.escapeIdentifier(role)} password ${pg.escapeLiteral(verifier)}`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(statement);
      return;
    } catch (error) {
      // Roles are shared by all databases of the server, but our lock belongs to one of them.
      const isConcurrent = error instanceof Error && /concurrently updated/.test(error.message);
      if (!isConcurrent || attempt >= 10) throw error;
      await new Promise((done) => setTimeout(done, 20 * attempt));
    }
  }
}

async function createDatabase(url: string): Promise<void> {
  const target = new URL(url);
  const name = decodeURIComponent(target.pathname.slice(1));
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return;
  } catch (error) {
    if (codeOf(error) !== "3D000") return;
  } finally {
    await client.end();
  }
  target.pathname = "/postgres";
  const maintenance = await connect(target.toString());
  try {
    await maintenance.query(`create database ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    // 42P04: another process has created it meanwhile.
    if (codeOf(error) !== "42P04" && codeOf(error) !== "23505") throw error;
  } finally {
    await maintenance.end();
  }
}

/** Waits for a database that is still starting, for example in a container. */
async function connect(url: string): Promise<pg.Client> {
  const until = Date.now() + reachableTimeoutMs;
  for (;;) {
    const client = new pg.Client({ connectionString: url, application_name: "competency-migrate" });
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      const isPassing = ["ECONNREFUSED", "ECONNRESET", "EAI_AGAIN", "57P03", "53300"].includes(codeOf(error) ?? "");
      if (!isPassing || Date.now() > until) throw error;
      await new Promise((done) => setTimeout(done, 250));
    }
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
