import type pg from "pg";
import type { Job, JobContext } from "#src/platform/jobs/job.ts";
import { log } from "#src/platform/log/log.ts";
import { type SystemActor, systemActor } from "#src/policy/actor.ts";

/** What the handler of a job is given. */
export function jobContext(actor: SystemActor): JobContext {
  return { jobId: "test", attempt: 1, log, actor, signal: new AbortController().signal, progress: () => {} };
}

/** Runs jobs as the worker would; those of an event are given the event as it was written. */
export function makeJobRunner(jobs: readonly Job[]) {
  async function run(name: string, data: unknown, context: Partial<JobContext> = {}): Promise<void> {
    const job = jobs.find((one) => one.name === name);
    if (!job) throw new Error(`there is no job ${name}`);
    await job.run(data, { ...jobContext(systemActor(`job ${name}`)), jobId: `test-${name}`, ...context });
  }
  return {
    run,
    /** Runs the job of each event of this type whose data contains the id, oldest first. */
    async deliver(owner: pg.Client, type: string, id: string, context: Partial<JobContext> = {}): Promise<number> {
      const { rows } = await owner.query(
        `select id, type, school_id as "schoolId", student_id as "studentId", data, created_at::text as "createdAt"
         from events where type = $1 and data::text like '%' || $2 || '%' order by id`,
        [type, id],
      );
      const subscribers = jobs.filter(({ on }) => on.includes(type));
      for (const event of rows) for (const job of subscribers) await run(job.name, event, context);
      return rows.length;
    },
  };
}
