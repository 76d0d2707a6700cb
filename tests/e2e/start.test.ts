import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort, startEmbeddedPostgres } from "#src/processes/start/embedded-postgres.mjs";
import { isAlive, sleep, waitForExit } from "#src/processes/start/postmaster.mjs";
import { discardProgram, makeDataFolder, ownerUrlOf, type Program, startProgram } from "../support/program.ts";

const checkout = join(import.meta.dirname, "../..");
const isRoot = process.getuid?.() === 0;
const isSoak = Boolean(process.env.SOAK);
const rounds = isSoak ? 40 : 2;
/** Each round may take as long as the supervisor's longest delay before it restarts a part. */
const enduranceTimeoutMs = isSoak ? rounds * 30_000 : 180_000;

describe("npm start", () => {
  let program: Program;

  beforeAll(async () => {
    program = await startProgram();
    await program.untilReady();
  });
  afterAll(async () => {
    await discardProgram(program);
  });

  it("starts from nothing, and prints its address and the demo accounts", async () => {
    await waitFor(() => program.output().includes("Ctrl-C stops it."));
    expect(program.output()).toContain(`Ready: http://localhost:${program.port}`);
    for (const who of ["student", "supervisor", "admin", "super"]) {
      expect(program.output()).toContain(`${who}@demo.test`);
    }
    expect(program.output()).toContain("demo-Competency-2026");
  });

  it("answers to its own names alone, each answer with the headers that bind a browser [V3.4.2] [V3.4.4] [V3.4.6] [V4.1.1] [V13.4.1] [V13.4.3]", async () => {
    const ask = (path: string, host: string): Promise<IncomingMessage> =>
      new Promise((resolve, reject) => {
        get({ host: "127.0.0.1", port: program.port, path, headers: { host } }, (answer) => {
          answer.resume();
          resolve(answer);
        }).on("error", reject);
      });
    for (const path of [
      "/sign-in",
      "/api/auth/session",
      "/api/docs",
      "/icon.svg",
      "/.well-known/security.txt",
      "/none",
    ]) {
      const { headers, statusCode } = await ask(path, `localhost:${program.port}`);
      expect(statusCode, path).toBeLessThan(500);
      expect(headers, path).toMatchObject({
        "x-content-type-options": "nosniff",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": expect.stringContaining("geolocation=()"),
        "content-security-policy": expect.stringContaining("frame-ancestors 'none'"),
      });
      expect(headers, path).not.toHaveProperty("access-control-allow-origin");
      if (headers["content-length"] !== "0") expect(headers["content-type"], path).toMatch(/charset=utf-8|json|svg/i);
      expect((await ask(path, "evil.test")).statusCode, path).toBe(421);
    }
    const page = await ask("/sign-in", "localhost");
    expect(page.headers["content-security-policy"]).toMatch(/script-src 'self' 'nonce-[\w+/=]+' 'strict-dynamic'/);
    for (const path of ["/.git/config", "/.env", "/.data/secrets", "/package.json", "/_next/static", "/_next"]) {
      expect((await ask(path, "localhost")).statusCode, path).toBe(404);
    }
    expect((await ask("/api/auth/session", "192.168.7.7:3000")).statusCode).toBe(401);
    const text = await (await fetch(`http://127.0.0.1:${program.port}/.well-known/security.txt`)).text();
    expect(text).toMatch(/^Contact: mailto:security@localhost\nExpires: \d{4}-/);
  });

  it("keeps its secrets private, and its database on this machine", async () => {
    expect(statSync(join(program.dir, "secrets")).mode & 0o077).toBe(0);
    const stranger = new pg.Client({ connectionString: ownerUrlOf(program).replace(/:[^:@/]+@/, ":guessed@") });
    await expect(stranger.connect()).rejects.toThrow("password authentication failed");
    const owner = new pg.Client({ connectionString: ownerUrlOf(program) });
    await owner.connect();
    const { rows } = await owner.query(
      "select current_setting('listen_addresses') as listens, current_setting('fsync') as fsync, current_setting('synchronous_commit') as commits, current_setting('data_checksums') as checksums",
    );
    await owner.end();
    expect(rows).toEqual([{ listens: "127.0.0.1", fsync: "on", commits: "on", checksums: "on" }]);
  });

  it.runIf(process.platform === "linux")("gives web and worker no password of the database's owner", () => {
    const { databasePassword } = JSON.parse(readFileSync(join(program.dir, "secrets"), "utf8"));
    for (const part of ["web", "worker"] as const) {
      const environment = readFileSync(`/proc/${program.pidOf(part)}/environ`, "utf8");
      expect(environment).toContain("DATABASE_URL=postgres://nobody@");
      expect(environment).not.toContain(databasePassword);
    }
  });

  it.runIf(isRoot)("never runs the database as root", () => {
    const database = program.pidOf("database");
    expect(statSync(`/proc/${database}`).uid).not.toBe(0);
  });

  it("refuses a second instance on the same data folder and names the one that is running", async () => {
    const second = await startProgram({ dir: program.dir });
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain("is in use");
    expect(second.output()).toContain(`http://localhost:${program.port} (process ${program.pid})`);
  });

  it("takes one more worker, which ends in order by itself", async () => {
    const worker = await startProgram({ dir: program.dir, script: "start-worker.mjs" });
    await waitFor(() => worker.output().includes("The worker is ready."));
    worker.signal("SIGTERM");
    expect(await worker.ended).toBe(0);
    const idle = await startProgram({ script: "start-worker.mjs" });
    expect(await idle.ended).toBe(1);
    expect(idle.output()).toContain("Nothing is running on the data folder");
  });

  it("refuses a port that is taken before doing anything slow", async () => {
    const dir = makeDataFolder();
    const second = await startProgram({ dir, port: program.port });
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`Port ${program.port} is in use`);
    expect(second.output()).toContain("PORT=");
    expect(existsSync(join(dir, "postgres"))).toBe(false);
    rmSync(join(dir, ".."), { recursive: true });
  });

  describe.each(["web", "worker", "database"] as const)("after kill -9 of the %s process", (part) => {
    it("recovers by itself and has lost nothing that was confirmed", { timeout: enduranceTimeoutMs }, async () => {
      for (let round = 1; round <= rounds; round += 1) {
        const before = program.pidOf(part);
        if (!before) throw new Error(`There is no ${part} process.`);
        const written = await writeRow(program);
        process.kill(before, "SIGKILL");
        await waitFor(() => program.pidOf(part) !== undefined && program.pidOf(part) !== before);
        await program.untilReady();
        expect(await readRows(program)).toContain(written);
      }
    });
  });

  it("stops in order on SIGTERM, and the second start is ready within five seconds", async () => {
    await waitFor(() => program.pidOf("web") !== undefined && program.pidOf("database") !== undefined);
    const pids = (["web", "worker", "database"] as const).map((part) => program.pidOf(part) ?? 0);
    program.signal("SIGTERM");
    expect(await program.ended).toBe(0);
    for (const pid of pids.filter(Boolean)) expect(isAlive(pid)).toBe(false);
    expect(readFileSync(join(program.dir, "log", "postgres.log"), "utf8")).toMatch(/database system is shut down\s*$/);

    // A start is two processes one after the other, and the server: on a slow machine it may last as long as eight that
    // only load the modules (measured: four to five).
    const loadedAt = performance.now();
    spawnSync(process.execPath, ["src/processes/migrate.ts"], { cwd: join(import.meta.dirname, "../..") });
    const limitMs = Math.max(5000, 8 * (performance.now() - loadedAt));
    // The best of three, so that other load on the machine counts less.
    const tookMs: number[] = [];
    while (tookMs.length < 3 && Math.min(...tookMs) >= limitMs) {
      program.signal("SIGTERM");
      await program.ended;
      const startedAt = performance.now();
      program = await startProgram({ dir: program.dir, port: program.port });
      await program.untilReady();
      tookMs.push(performance.now() - startedAt);
    }
    expect(Math.min(...tookMs)).toBeLessThan(limitMs);
    expect(program.output()).not.toContain("Building");
  });

  it("adopts the database after kill -9 of itself", {
    timeout: enduranceTimeoutMs,
  }, async () => {
    for (let round = 1; round <= rounds; round += 1) {
      await waitFor(() => program.pidOf("web") !== undefined);
      const database = program.pidOf("database");
      const children = [program.pidOf("web"), program.pidOf("worker")].filter((pid) => pid !== undefined);
      const written = await writeRow(program);
      program.signal("SIGKILL");
      await program.ended;
      // They notice by themselves that their supervisor has ended.
      for (const pid of children) expect(await waitForExit(pid, 12_000)).toBe(true);
      program = await startProgram({ dir: program.dir, port: program.port });
      await program.untilReady();
      expect(program.pidOf("database")).toBe(database);
      expect(await readRows(program)).toContain(written);
    }
  });

  it("starts again after kill -9 of everything at once, as after a power failure", {
    timeout: enduranceTimeoutMs,
  }, async () => {
    for (let round = 1; round <= rounds; round += 1) {
      await waitFor(() => program.pidOf("web") !== undefined);
      const written = await writeRow(program);
      const pids = (["web", "worker", "database"] as const).map((part) => program.pidOf(part));
      program.signal("SIGKILL");
      for (const pid of pids) if (pid && isAlive(pid)) process.kill(pid, "SIGKILL");
      await program.ended;
      program = await startProgram({ dir: program.dir, port: program.port });
      await program.untilReady();
      expect(await readRows(program)).toContain(written);
    }
  });

  it("restores the demo school to its initial state while it runs", async () => {
    const cohorts = () => withOwner(program, (client) => client.query("select id, name from cohorts order by id"));
    const { rows: before } = await cohorts();
    await withOwner(program, (client) => client.query("update cohorts set name = 'Renamed'"));
    const reset = await startProgram({ dir: program.dir, port: program.port, flags: ["--demo-reset"] });
    expect({ code: await reset.ended, output: reset.output() }).toMatchObject({ code: 0 });
    expect((await cohorts()).rows).toEqual(before);
    await program.untilReady();
  });
});

describe("npm start on an own PostgreSQL", () => {
  it("starts no database, and loads no demo school unasked, so that there is no account [V6.3.2]", async () => {
    const dir = makeDataFolder();
    const server = await startEmbeddedPostgres({ dir: join(dir, "..", "server") });
    const program = await startProgram({ dir, env: { DATABASE_URL: server.url } });
    await program.untilReady();
    await waitFor(() => program.output().includes("Ctrl-C stops it."));
    expect(program.output()).not.toContain("demo.test");
    expect(existsSync(join(dir, "postgres"))).toBe(false);
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    expect((await client.query("select id from schools where id <> 'default'")).rows).toEqual([]);
    expect((await client.query("select id from users where role <> 'SYSTEM'")).rows).toEqual([]);
    expect((await client.query("select id from identity.account")).rows).toEqual([]);
    await client.end();
    program.signal("SIGTERM");
    expect(await program.ended).toBe(0);
    expect(isAlive(server.pid)).toBe(true);
    await server.stop();
    rmSync(join(dir, ".."), { recursive: true });
  });
});

describe("the embedded database", () => {
  it("refuses a folder that another PostgreSQL wrote, and explains why", async () => {
    const dir = makeDataFolder();
    mkdirSync(join(dir, "postgres"), { recursive: true });
    writeFileSync(join(dir, "postgres", "PG_VERSION"), "14\n");
    await expect(startEmbeddedPostgres({ dir })).rejects.toThrow(/written by PostgreSQL 14.*brings PostgreSQL 18/);
    rmSync(join(dir, ".."), { recursive: true });
  });

  it("refuses to replace secrets that are damaged", async () => {
    const dir = makeDataFolder();
    mkdirSync(dir);
    writeFileSync(join(dir, "secrets"), "{");
    await expect(startEmbeddedPostgres({ dir })).rejects.toThrow(/is damaged/);
    rmSync(join(dir, ".."), { recursive: true });
  });

  it("starts over an old postmaster.pid whose number now belongs to another program", async () => {
    const dir = makeDataFolder();
    const first = await startEmbeddedPostgres({ dir });
    const left = readFileSync(join(first.dataDir, "postmaster.pid"), "utf8");
    await first.stop();
    writeFileSync(join(first.dataDir, "postmaster.pid"), left.replace(/^\d+/, String(process.ppid)));
    const socketLock = join(first.dataDir, `.s.PGSQL.${first.port}.lock`);
    writeFileSync(socketLock, left.replace(/^\d+/, String(process.ppid)));
    const second = await startEmbeddedPostgres({ dir, port: first.port });
    expect(second.isAdopted).toBe(false);
    await second.stop();
    rmSync(join(dir, ".."), { recursive: true });
  });

  it("uses another port if its own is taken", async () => {
    const dir = makeDataFolder();
    const port = await freePort();
    const stranger = createServer().listen(port, "127.0.0.1");
    const server = await startEmbeddedPostgres({ dir, port });
    expect(server.port).not.toBe(port);
    await server.stop();
    stranger.close();
    rmSync(join(dir, ".."), { recursive: true });
  });

  it("is reached over the network where the path of its folder is too long for a socket", async () => {
    const dir = join(makeDataFolder(), "deep".repeat(30));
    const server = await startEmbeddedPostgres({ dir });
    expect(server.socketDir).toBe("");
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.end();
    await server.stop();
    rmSync(join(dir, "../.."), { recursive: true });
  });

  it.runIf(isRoot)("moves to where its account can reach it, and stores the path", async () => {
    const dir = makeDataFolder();
    mkdirSync(dir, { mode: 0o700 });
    const first = await startEmbeddedPostgres({ dir });
    expect(first.home).toMatch(/^\/var\/lib\/competency\//);
    expect(readFileSync(join(dir, "location"), "utf8").trim()).toBe(first.home);
    await first.stop();
    const second = await startEmbeddedPostgres({ dir });
    expect(second.home).toBe(first.home);
    await second.stop();
    rmSync(first.home, { recursive: true });
    await expect(startEmbeddedPostgres({ dir })).rejects.toThrow(/which is gone/);
    rmSync(join(dir, ".."), { recursive: true });
  });

  it.runIf(isRoot)("explains what to do about a data folder that it may not write to", async () => {
    const dir = makeDataFolder();
    const nobody = 65_534;
    // The checkout may be in a folder that only root may enter.
    const copy = copyOfStart();
    const program = await startProgram({ ...copy, dir, uid: nobody });
    expect(await program.ended).toBe(1);
    expect(program.output()).toMatch(/cannot be written to \(EACCES\)/);
    expect(program.output()).not.toContain("    at ");
    rmSync(join(dir, ".."), { recursive: true });
    rmSync(copy.root, { recursive: true });
  });
});

describe.runIf(isRoot)("npm start in a folder that only root may enter", () => {
  let folder = "";
  let root = "";
  let program: Program | undefined;
  beforeAll(() => {
    // On the disk of the checkout, which is linked and not copied.
    folder = mkdtempSync(join(checkout, ".private-"));
    root = join(folder, "checkout");
    linkCheckout(root);
  });
  afterAll(async () => {
    program?.signal("SIGTERM");
    await program?.ended;
    const location = join(root, ".data", "location");
    if (existsSync(location)) rmSync(readFileSync(location, "utf8").trim(), { recursive: true });
    rmSync(folder, { recursive: true });
  });

  it("runs with its data where the database can reach them, and finds them again", {
    timeout: enduranceTimeoutMs * 2,
  }, async () => {
    expect(statSync(folder).mode & 0o077).toBe(0);
    const dir = join(root, ".data");
    const created: number[] = [];
    for (let start = 1; start <= 2; start += 1) {
      const port = program?.port ?? (await freePort());
      program = await startProgram({ root, dir, port, env: { DEMO: "0" } });
      await program.untilReady();
      const home = readFileSync(join(dir, "location"), "utf8").trim();
      expect(home).toMatch(/^\/var\/lib\/competency\//);
      created.push(statSync(join(home, "postgres", "PG_VERSION")).mtimeMs);
      program.signal("SIGTERM");
      expect(await program.ended).toBe(0);
    }
    expect(created[1]).toBe(created[0]);
  });
});

/** What `npm start` begins with, where every account may read it. */
function copyOfStart(): { root: string; node: string } {
  const root = mkdtempSync(join(tmpdir(), "competency-start-"));
  cpSync(join(checkout, "src/processes"), join(root, "src/processes"), { recursive: true });
  const node = join(root, "node");
  copyFileSync(process.execPath, node);
  execFileSync("chmod", ["-R", "a+rX", root]);
  return { root, node };
}

/** The checkout with what is installed and built, as hard links. */
function linkCheckout(root: string): void {
  mkdirSync(root);
  const parts = readdirSync(checkout).filter((name) => !/^\.(git|data|env|private-.*)$/.test(name));
  execFileSync("cp", ["-al", ...parts.map((name) => join(checkout, name)), root]);
}

async function withOwner<T>(program: Program, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrlOf(program) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function writeRow(program: Program): Promise<string> {
  const id = `row-${Date.now()}-${Math.random()}`;
  await withOwner(program, async (client) => {
    await client.query("create table if not exists public.endurance (id text)");
    await client.query("insert into public.endurance values ($1)", [id]);
  });
  return id;
}

async function readRows(program: Program): Promise<string[]> {
  return withOwner(program, async (client) => {
    const { rows } = await client.query<{ id: string }>("select id from public.endurance");
    return rows.map(({ id }) => id);
  });
}

async function waitFor(condition: () => boolean, timeoutMs = 30_000): Promise<void> {
  const until = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > until) throw new Error("It did not happen in time.");
    await sleep(25);
  }
}
