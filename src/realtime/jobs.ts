import { features } from "#src/features/list.ts";
import { jobs as audit } from "#src/platform/audit/jobs.ts";
import { jobs as database } from "#src/platform/db/jobs.ts";
import type { Job } from "#src/platform/jobs/job.ts";
import { jobs as sealed } from "#src/platform/sealed/jobs.ts";

const jobsOfFeatures = await Promise.all(features.map((feature) => feature.jobs()));

/**
 * All jobs of the program. A job that is not listed does not run; a test compares the list with the features' folders.
 */
export const allJobs: readonly Job[] = [...jobsOfFeatures.flat(), ...audit, ...database, ...sealed];
