import type { Job } from "#src/platform/jobs/job.ts";

export type PlannedRun = {
  id: string;
  job: Job;
  data: Record<string, string>;
  repeat: { pattern?: string; every?: number; tz?: string };
};

/** The series of runs that a job's schedule needs: one, or one for each time zone with a school. */
export function plannedRuns(job: Job, timeZones: readonly string[]): PlannedRun[] {
  const { schedule } = job;
  if (!schedule) return [];
  if ("everyMs" in schedule) return [{ id: job.name, job, data: {}, repeat: { every: schedule.everyMs } }];
  if ("perSchoolTimeZone" in schedule) {
    return [...new Set(timeZones)].map((timeZone) => ({
      id: `${job.name}@${timeZone.replaceAll(/[^A-Za-z0-9_+-]/g, "-")}`,
      job,
      data: { timeZone },
      repeat: { pattern: schedule.pattern, tz: timeZone },
    }));
  }
  return [{ id: job.name, job, data: {}, repeat: { pattern: schedule.pattern, tz: schedule.timeZone ?? "UTC" } }];
}
