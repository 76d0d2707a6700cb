import { jobs } from "#src/features/learning-analytics/jobs.ts";
import { makeJobRunner } from "./jobs.ts";

/** Forwards what is stored and ends: a process that a test kills in the middle. */
await makeJobRunner(jobs).run("learning-analytics.forward", {});
process.exit(0);
