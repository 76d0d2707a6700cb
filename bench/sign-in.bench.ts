import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { systemActor } from "#src/policy/actor.ts";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import { withDatabase } from "./database.ts";

/**
 * `node bench/sign-in.bench.ts [seconds]`: how long others wait for an answer of the API while nobody signs in, and while 64
 * people do at any moment, each from an address of their own and again as soon as the server lets them. It fails where the
 * median is more than 1.5 times as long. On a machine of two cores the hashes, the API, the database and this process
 * share them: run it on one that does nothing else.
 */
const seconds = Number(process.argv[2] ?? 10);
const people = 64;
const mostSlower = 1.5;
const password = "a password for the bench";

type SignIns = { done: number; refused: number; longestMs: number };

async function main(): Promise<boolean> {
  const settings = { RATE_LIMIT_PER_MINUTE: "1000000", TRUST_PROXY: "true" };
  return withDatabase(settings, async (postgres) => {
    const children: ChildProcess[] = [];
    try {
      await seed(postgres.url);
      const port = await freePort();
      const web = fork(join(import.meta.dirname, "api-only.ts"), { env: { ...process.env, PORT: String(port) } });
      children.push(web);
      await once(web, "message");
      return await measure(`http://127.0.0.1:${port}`);
    } finally {
      for (const child of children) child.kill("SIGKILL");
    }
  });
}

async function measure(address: string): Promise<boolean> {
  const token = await signIn(address, 0);
  if (!token) throw new Error("the reader could not sign in");
  await read(address, token, 2_000);
  const quiet = await read(address, token, seconds * 1000);
  const signIns: SignIns = { done: 0, refused: 0, longestMs: 0 };
  const stop = new AbortController();
  const crowd = Array.from({ length: people }, (_, n) => keepSigningIn(address, n + 1, signIns, stop.signal));
  await sleep(1_000);
  const busy = await read(address, token, seconds * 1000);
  stop.abort();
  await Promise.all(crowd);
  const report = (name: string, times: number[]) =>
    console.log(
      `${name.padEnd(28)} ${String(times.length).padStart(6)} answers   p50 ${at(times, 0.5)} ms   p95 ${at(times, 0.95)} ms   p99 ${at(times, 0.99)} ms`,
    );
  report("nobody signs in", quiet);
  report(`${people} people sign in`, busy);
  const slower = Number(at(busy, 0.5)) / Number(at(quiet, 0.5));
  console.log(
    `${slower.toFixed(2)} times as long at the median (at most ${mostSlower}); ${signIns.done} sign-ins, ${signIns.refused} told to come again, the slowest answer after ${Math.round(signIns.longestMs)} ms`,
  );
  return slower <= mostSlower;
}

/** Reads one's own session again and again, one after another; in milliseconds, sorted. */
async function read(address: string, token: string, forMs: number): Promise<number[]> {
  const times: number[] = [];
  const endsAt = performance.now() + forMs;
  while (performance.now() < endsAt) {
    const startedAt = performance.now();
    const response = await fetch(`${address}/api/auth/session`, { headers: { authorization: `Bearer ${token}` } });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`the reader got ${response.status}`);
    times.push(performance.now() - startedAt);
    // As a person's page, and not as fast as it goes: the question is how long one waits.
    await sleep(10);
  }
  return times.sort((a, b) => a - b);
}

async function keepSigningIn(address: string, n: number, counted: SignIns, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const startedAt = performance.now();
    const token = await signIn(address, n);
    counted.longestMs = Math.max(counted.longestMs, performance.now() - startedAt);
    if (token) counted.done += 1;
    else {
      counted.refused += 1;
      await sleep(2_000, undefined, { signal }).catch(() => {});
    }
  }
}

/** Undefined where the server has enough to do. */
async function signIn(address: string, n: number): Promise<string | undefined> {
  const response = await fetch(`${address}/api/auth/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: address, "x-forwarded-for": `198.51.100.${n}` },
    body: JSON.stringify({ email: `bench.${n}@bench.test`, password }),
  });
  const body: { accessToken?: string } = await response.json();
  if (response.status !== 429 && !body.accessToken) throw new Error(`sign-in got ${response.status}`);
  return body.accessToken;
}

async function seed(url: string): Promise<void> {
  const { hashPassword, setPassword } = await import("#src/platform/identity/passwords.ts");
  const { withActor } = await import("#src/platform/db/transaction.ts");
  const owner = new pg.Client(url);
  await owner.connect();
  await owner.query(`
    insert into schools (id, name) values ('bench', 'Bench');
    insert into users (id, school_id, name, email, role)
      select 'bench_' || n, 'bench', 'Person ' || n, 'bench.' || n || '@bench.test', 'STUDENT' from generate_series(0, ${people}) n`);
  await owner.end();
  const hash = await hashPassword(password);
  await withActor(systemActor("bench"), (tx) => {
    for (let n = 0; n <= people; n += 1) setPassword(tx, `bench_${n}`, hash);
  });
}

const at = (times: number[], share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(1);

process.exitCode = (await main()) ? 0 : 1;
