import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { directUrl } from "#src/platform/db/client.ts";
import { type Backend, postgresBackend, redisBackend } from "#src/platform/jobs/backends.ts";
import { defineJob } from "#src/platform/jobs/job.ts";
import { JobQueue } from "#src/platform/jobs/queue.ts";
import { createJobRegistry } from "#src/platform/jobs/registry.ts";
import { connectPatientRedis } from "#src/platform/redis/redis.ts";
import { RedisServer } from "../tests/support/redis-server.ts";
import { cpuMs } from "./cpu.ts";
import { type BenchDatabase, withDatabase } from "./database.ts";

/**
 * `node bench/jobs.bench.ts [jobs] [at once]`: jobs that do nothing, over both stores: how many a second are added and run
 * by one worker, and how soon one runs that is added alone. The floor is a call of the handler.
 */
const total = Number(process.argv[2] ?? 5_000);
const atOnce = Number(process.argv[3] ?? 5);
const bulk = 500;

async function main(postgres: BenchDatabase): Promise<void> {
  const redis = await RedisServer.start({ isDurable: true });
  try {
    await measure("PostgreSQL", postgresBackend(directUrl("app_worker")), postgres.pid);
    await measure("Redis", redisBackend(connectPatientRedis({ url: redis.url })), redis.pid);
  } finally {
    await redis.discard();
  }
}

async function measure(store: string, backend: Backend, serverPid: number): Promise<void> {
  let done = 0;
  let ranAt = 0;
  const job = defineJob({
    name: "bench.nothing",
    schema: z.object({ n: z.number() }),
    concurrency: atOnce,
    handler: async () => {
      done += 1;
      ranAt = performance.now();
    },
  });
  const cpu = () => cpuMs(process.pid) + cpuMs(serverPid, true);
  const queue = new JobQueue(createJobRegistry([job]), backend);
  await queue.open();
  const addedFrom = performance.now();
  for (let n = 0; n < total; n += bulk) {
    await queue.addBulk(
      Array.from({ length: bulk }, (_, index) => ({ job, data: { n: n + index }, id: `b${n + index}` })),
    );
  }
  const addedMs = performance.now() - addedFrom;
  const before = cpu();
  const startedAt = performance.now();
  await queue.work(atOnce);
  while (done < total) await sleep(10);
  const ms = performance.now() - startedAt;
  const cpuEach = (cpu() - before) / total;
  const waits: number[] = [];
  for (let n = 0; n < 30; n += 1) {
    await sleep(50);
    const from = performance.now();
    await queue.add(job, { n }, { id: `one${n}` });
    while (done < total + n + 1) await sleep(1);
    waits.push(ranAt - from);
  }
  waits.sort((a, b) => a - b);
  console.log(
    `${store}: ${((total * 1000) / addedMs).toFixed(0)} jobs a second added, ${((total * 1000) / ms).toFixed(0)} run, ` +
      `${cpuEach.toFixed(2)} ms CPU of worker and store each; one alone after ${waits[15]?.toFixed(0)} ms (p50), ${waits.at(-1)?.toFixed(0)} ms at most`,
  );
  await queue.close();
}

await withDatabase({}, main);
// The pools of the store close late.
process.exit(0);
