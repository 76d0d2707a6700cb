import { createHmac } from "node:crypto";
import pg from "pg";
import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import { Turns } from "#src/lib/turns.ts";
import { loginKey } from "#src/platform/keys/keys.ts";

/**
 * One pool for each process and purpose. Next bundles its own copy of every module, so the pools are kept on
 * globalThis, where pages and the API share them.
 */
const registryKey = Symbol.for("competency.pools");

type PoolName = "web" | "sign-in" | "worker" | "replica";

export const loginRoles = ["app_web", "app_sign_in", "app_worker"] as const;
export type LoginRole = (typeof loginRoles)[number];
/** Those with a connection that stays open. */
export type SessionRole = Exclude<LoginRole, "app_sign_in">;

export function webPool(): pg.Pool {
  return poolOf("web", () => config.webDatabaseUrl ?? loginUrl(config.databaseUrl, "app_web"));
}

/** Sign-in and second factors, by a login that reaches nothing else, and that no other request uses. */
export function signInPool(): pg.Pool {
  return poolOf(
    "sign-in",
    () => config.signInDatabaseUrl ?? loginUrl(config.databaseUrl, "app_sign_in"),
    commandsAtOnce(),
  );
}

export function workerPool(): pg.Pool {
  return poolOf("worker", () => config.workerDatabaseUrl ?? loginUrl(config.databaseUrl, "app_worker"));
}

/** Reads of REPLICA_URL under the web process's login; undefined where there is none. */
export function replicaPool(): pg.Pool | undefined {
  const { replicaUrl } = config;
  return replicaUrl === undefined ? undefined : poolOf("replica", () => loginUrl(replicaUrl, "app_web"));
}

/** The address of the session connections (LISTEN, BullMQ): never through a transaction pooler. */
export function directUrl(role: SessionRole): string {
  const given = role === "app_worker" ? config.workerDatabaseUrl : config.webDatabaseUrl;
  return given ?? loginUrl(config.directUrl, role);
}

/**
 * A connection in use that is lost fails its queries; their callers handle that. It also emits 'error', which would end
 * the process: a pool listens for it only while a connection is idle.
 */
export class PooledClient extends pg.Client {
  constructor(options?: string | pg.ClientConfig) {
    super(options);
    this.on("error", () => {});
  }
}

/** The login roles' passwords are derived from one key, so that a first start needs no further setting. */
export function loginPassword(role: LoginRole, secret: string | Buffer): string {
  return createHmac("sha256", secret).update(role).digest("base64url");
}

export function loginUrl(base: string, role: LoginRole): string {
  const url = new URL(base);
  // A pooler such as Supabase's appends the project to the user's name: postgres.ref becomes app_web.ref.
  const [, ...suffix] = decodeURIComponent(url.username).split(".");
  url.username = [role, ...suffix].join(".");
  url.password = loginPassword(role, loginKey());
  return url.toString();
}

const connectTimeoutMs = 5_000;

/**
 * A part of the web's connections is left to reads, so that commands that wait for a locked row do not keep the pages of
 * others waiting. A command calls this before it connects, and what it returns when it has released its connection.
 */
export async function enterCommands(): Promise<() => void> {
  const { turn, leave } = commands.take(commandsAtOnce());
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      leave();
      reject(
        new AppError("unavailable", "Too many changes at once. Nothing was lost; try again.", { retryAfterSeconds: 3 }),
      );
    }, connectTimeoutMs);
  });
  await Promise.race([turn, late]).finally(() => clearTimeout(timer));
  return leave;
}

const commands = new Turns();

function commandsAtOnce(): number {
  return Math.max(1, Math.floor(config.databasePoolMax * 0.6));
}

export async function closePools(): Promise<void> {
  const pools = [...registry().values()];
  registry().clear();
  await Promise.all(pools.map((pool) => pool.end()));
}

/** The connection counts of this process's pools, for the metrics. */
export function poolCounts(): { name: string; total: number; idle: number; waiting: number }[] {
  return [...registry()].map(([name, pool]) => ({
    name,
    total: pool.totalCount,
    idle: pool.idleCount,
    waiting: pool.waitingCount,
  }));
}

function poolOf(name: PoolName, address: () => string, max = config.databasePoolMax): pg.Pool {
  const existing = registry().get(name);
  if (existing) return existing;
  const pool = new pg.Pool({
    Client: PooledClient,
    connectionString: address(),
    max,
    pipeline: true,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: `competency-${name}`,
    keepAlive: true,
  });
  // A connection that dies while idle (a restart of the database) is dropped by the pool.
  pool.on("error", () => {});
  registry().set(name, pool);
  return pool;
}

function registry(): Map<PoolName, pg.Pool> {
  const holder = globalThis as { [registryKey]?: Map<PoolName, pg.Pool> };
  holder[registryKey] ??= new Map();
  return holder[registryKey];
}
