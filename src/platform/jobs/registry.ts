import type { Job } from "#src/platform/jobs/job.ts";

export type JobRegistry = {
  jobs: readonly Job[];
  find(name: string): Job | undefined;
  /** The jobs that an event of this type starts. */
  subscribersOf(type: string): readonly Job[];
  subscribedTypes: readonly string[];
};

/**
 * All jobs of the program, by name. Throws when two jobs share a name, or when an expected name has no handler.
 */
export function createJobRegistry(jobs: readonly Job[], expected: readonly string[] = []): JobRegistry {
  const byName = new Map<string, Job>();
  const byEvent = new Map<string, Job[]>();
  const faults: string[] = [];
  for (const job of jobs) {
    if (!/^[a-z]+([.-][a-z]+)*$/.test(job.name)) faults.push(`${job.name}: a job is named noun.verb`);
    if (byName.has(job.name)) faults.push(`${job.name}: has two handlers`);
    byName.set(job.name, job);
    for (const type of job.on) byEvent.set(type, [...(byEvent.get(type) ?? []), job]);
  }
  for (const name of expected) {
    if (!byName.has(name)) faults.push(`${name}: has no handler`);
  }
  if (faults.length > 0) throw new Error(`The jobs are not in order:\n  ${faults.join("\n  ")}`);
  return {
    jobs,
    find: (name) => byName.get(name),
    // An unknown type has no subscribers.
    subscribersOf: (type) => byEvent.get(type) ?? [],
    subscribedTypes: [...byEvent.keys()],
  };
}
