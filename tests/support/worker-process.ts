import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { postgresBackend } from "#src/platform/jobs/backends.ts";
import { defineJob } from "#src/platform/jobs/job.ts";
import { JobQueue } from "#src/platform/jobs/queue.ts";
import { createJobRegistry } from "#src/platform/jobs/registry.ts";

/** What a worker process tells about each run that it begins and ends. */
export type RunMessage = { job: string; jobId: string; state: "begun" | "done" };

/** A worker of its own over the store of its argument: a job by the clock, and one that takes a while. */
const tell = (message: RunMessage) => process.send?.(message);
const jobs = [
  defineJob({
    name: "test.tick",
    schema: z.object({}),
    schedule: { everyMs: 400 },
    handler: async (_data, { jobId }) => void tell({ job: "test.tick", jobId, state: "done" }),
  }),
  defineJob({
    name: "test.long",
    schema: z.object({}),
    handler: async (_data, { jobId }) => {
      tell({ job: "test.long", jobId, state: "begun" });
      await sleep(1_500);
      tell({ job: "test.long", jobId, state: "done" });
    },
  }),
];
const queue = new JobQueue(createJobRegistry(jobs), postgresBackend(process.argv[2] ?? ""));
await queue.open();
await queue.schedule([]);
await queue.work(4);
const [, long] = jobs;
process.on("message", (id) => void (long && queue.add(long, {}, { id: String(id) })));
process.send?.("ready");
