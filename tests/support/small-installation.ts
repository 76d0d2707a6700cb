import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { startEmbeddedPostgres } from "#src/processes/start/embedded-postgres.mjs";
import { runToEnd } from "#src/processes/start/run-to-end.mjs";

const root = join(import.meta.dirname, "../..");

/** A server in a data folder, with what a backup and a restore look at: it is made in a moment. */
export async function startSmall(dir: string) {
  mkdirSync(dir, { mode: 0o711 });
  const server = await startEmbeddedPostgres({ dir });
  await withClient(server.url, (client) => client.query("create database competency"));
  const databaseUrl = server.urlOf("competency");
  await withClient(databaseUrl, (client) =>
    client.query(`create table notes (n bigint generated always as identity, words text);
                  create table files (storage_key text); create table file_removals (storage_key text);
                  create table report_cache (file_path text);
                  create role app_system;
                  create table leases (name text primary key, holder text, expires_at timestamptz, detail jsonb);
                  grant select, insert, update on leases to app_system`),
  );
  return { server, databaseUrl };
}

/** One of `src/processes`, to its end. */
export function runScript(script: string, args: string[], env: Record<string, string | undefined>) {
  return runToEnd(process.execPath, [join("src/processes", script), ...args], { cwd: root, env, keptChars: 8_000 });
}

/** A backup process, as `npm start` has one beside it. */
export function followed(env: Record<string, string | undefined>): ChildProcess {
  return spawn(process.execPath, ["src/processes/backup.ts", "follow"], {
    cwd: root,
    env: env as NodeJS.ProcessEnv,
    stdio: "ignore",
  });
}

export async function write(client: pg.Client, count: number): Promise<void> {
  for (let at = 0; at < count; at += 500) {
    await client.query(
      "insert into notes (words) select 'words of the note ' || random() from generate_series(1, 500)",
    );
  }
}

export function store(dir: string, key: string, content: string): void {
  const path = join(dir, "files", key);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, content);
}

export function today(name: string): string {
  return `${new Date().toISOString().slice(0, 10).replaceAll("-", "/")}/${name}`;
}

/** How many rows there are, and a hash of all that is in them. */
export async function fingerprint(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ count: string; words: string }>(
    `select count(*), coalesce(string_agg(n || words, ',' order by n), '') as words
     from (select n, words from notes union all select 0, storage_key from files) all_rows`,
  );
  const [row] = rows;
  return `${row?.count} ${createHash("sha256")
    .update(row?.words ?? "")
    .digest("hex")}`;
}

/** Of a database that nobody runs. */
export async function rowsOf(dir: string): Promise<string> {
  const server = await startEmbeddedPostgres({ dir });
  try {
    return await withClient(server.urlOf("competency"), fingerprint);
  } finally {
    await server.stop();
  }
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
