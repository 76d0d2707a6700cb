import { jobs as deployments } from "#src/features/deployments/jobs.ts";
import { jobs as frameworks } from "#src/features/frameworks/jobs.ts";
import { jobs as progress } from "#src/features/progress/jobs.ts";
import { jobs as sessions } from "#src/features/sessions/jobs.ts";
import { jobs as audit } from "#src/platform/audit/jobs.ts";
import { jobs as database } from "#src/platform/db/jobs.ts";
import type { Job } from "#src/platform/jobs/job.ts";

/** Every job there is. What is not listed here does not run; a test compares the list with the features' folders. */
export const allJobs: readonly Job[] = [...deployments, ...frameworks, ...progress, ...sessions, ...audit, ...database];
