import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { startOwnDatabase } from "#src/processes/start/own-database.mjs";
import { isAlive, sleep, waitForExit } from "#src/processes/start/postmaster.mjs";
import { runToEnd } from "#src/processes/start/run-to-end.mjs";
import { seedSchool } from "../../bench/seed.ts";

const root = join(import.meta.dirname, "../..");
/** What `seedSchool` inserts for a student with their share of supervisors. */
const rowsOfStudent = 89;
const rowsOfFile = 1_000;
const fewestFiles = 20;
const fileBytes = 100 * 1024;

export type Database = Awaited<ReturnType<typeof startOwnDatabase>>;
export type Said = { code: number | null; output: string; seconds: number };

/** Places of one drill: the data folder of `npm start`, which is lost again and again, and the backups. */
export class Installation {
  readonly home = mkdtempSync(join(tmpdir(), "competency-drill-"));
  readonly #key = randomBytes(32).toString("base64url");
  #following: ChildProcess | undefined;

  constructor() {
    // Root runs the database under another account, which has to enter this folder.
    chmodSync(this.home, 0o711);
  }

  get dir(): string {
    return join(this.home, "data");
  }

  get backup(): string {
    return join(this.home, "backup");
  }

  /** Makes and fills the database and its files, and starts it. */
  async fill(rows: number): Promise<Database> {
    mkdirSync(this.dir, { mode: 0o711 });
    const { code, output } = await this.run("migrate.ts", ["up", "--create-database"]);
    if (code !== 0) throw new Error(`The migrations did not run:\n${output}`);
    const database = await startOwnDatabase(this.dir);
    await withOwner(database.databaseUrl, async (owner) => {
      await seedSchool(owner, Math.ceil(rows / rowsOfStudent));
      for (let n = 0; n < Math.max(fewestFiles, rows / rowsOfFile); n += 1) {
        await owner.query(insertFile(owner, storeFile(this.dir, `seed-${n}`, randomBytes(fileBytes))));
      }
    });
    return database;
  }

  /** One of `src/processes`, as the commands of package.json run it. */
  async run(script: string, args: string[], places: { dir?: string; backup?: string } = {}): Promise<Said> {
    const from = performance.now();
    const ended = await runToEnd(process.execPath, [join("src/processes", script), ...args], {
      cwd: root,
      env: this.#env(places),
      keptChars: 16_000,
    });
    return { ...ended, seconds: (performance.now() - from) / 1000 };
  }

  /** The process beside web and worker that copies the log; resolves when the first copy of the database is there. */
  async follow({ databaseUrl }: Database): Promise<void> {
    const { appSecret } = JSON.parse(readFileSync(join(this.dir, "secrets"), "utf8")) as { appSecret: string };
    const child = spawn(process.execPath, ["src/processes/backup.ts", "follow"], {
      cwd: root,
      env: { ...this.#env({}), DATABASE_URL: databaseUrl, APP_SECRET: appSecret } as unknown as NodeJS.ProcessEnv,
      stdio: "ignore",
    });
    this.#following = child;
    while (basesIn(this.backup).length === 0) {
      if (child.exitCode !== null) throw new Error(`The process of the backups ended with ${child.exitCode}.`);
      await sleep(50);
    }
  }

  killFollowing(): void {
    this.#following?.kill("SIGKILL");
  }

  async discard(): Promise<void> {
    this.killFollowing();
    await sleep(100);
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }

  #env({
    dir = this.dir,
    backup = this.backup,
  }: {
    dir?: string;
    backup?: string;
  }): Record<string, string | undefined> {
    const env: Record<string, string | undefined> = { NODE_ENV: "production", LOG_LEVEL: "warn", DATABASE_URL: "" };
    for (const name of ["PATH", "HOME", "TMPDIR", "SYSTEMROOT"]) env[name] = process.env[name];
    return { ...env, DATA_DIR: dir, BACKUP_TO: backup, BACKUP_KEY: this.#key };
  }
}

/** Ends the server as a power failure does. */
export async function killDatabase({ pid }: Database): Promise<void> {
  process.kill(pid, "SIGKILL");
  if (isAlive(pid)) await waitForExit(pid, 30_000);
}

export async function withOwner<T>(url: string, work: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client(url);
  owner.on("error", () => {});
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}

export type StoredFile = { id: string; key: string; sizeBytes: number; sha256: string };

/** Stores content as the file store does: whole, under a key that begins with the day. */
export function storeFile(dir: string, id: string, content: Buffer): StoredFile {
  const key = `${new Date().toISOString().slice(0, 10).replaceAll("-", "/")}/${id}`;
  const path = pathOf(dir, key);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, content, { mode: 0o600 });
  return { id, key, sizeBytes: content.byteLength, sha256: sha256(content) };
}

export function pathOf(dir: string, key: string): string {
  return join(dir, "files", ...key.split("/"));
}

export function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

export function insertFile(client: pg.Client, { id, key, sizeBytes, sha256: hash }: StoredFile): string {
  const [idText, keyText] = [client.escapeLiteral(id), client.escapeLiteral(key)];
  return `insert into files (id, school_id, uploaded_by, name, size_bytes, media_type, sha256, storage_key)
          values (${idText}, 'bench', 'bench_admin', ${idText}, ${sizeBytes}, 'image/jpeg', '${hash}', ${keyText})`;
}

/** The copies of the database in a place, by name, the oldest first. */
export function basesIn(backup: string): string[] {
  const folder = join(backup, "bases");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "base")))
    .sort();
}
