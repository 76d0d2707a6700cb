import { z } from "zod";
import { askWorker } from "#src/features/jobs/ask-worker.ts";
import { listFailedJobs } from "#src/features/jobs/list-failures.ts";
import { permissions } from "#src/features/jobs/permissions.ts";
import { readJobs } from "#src/features/jobs/read-jobs.ts";
import {
  askedAnswer,
  failuresAnswer,
  failuresQuery,
  jobParams,
  jobsAnswer,
  kindParams,
} from "#src/features/jobs/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Jobs";

/** For whoever runs the program. No answer contains what a job was given. */
export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/jobs",
    reads: "set-up",
    tag,
    permission: permissions.operate,
    summary: "The program's jobs by kind and state, its workers and schedules, as the workers last reported.",
    input: { query: z.strictObject({}) },
    output: jobsAnswer,
    status: 200,
    run: (ctx) => readJobs(ctx),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/jobs/failures",
    reads: "set-up",
    tag,
    permission: permissions.operate,
    summary: "List the jobs that failed for good, which are kept for 14 days, the latest first.",
    input: { query: failuresQuery },
    output: failuresAnswer,
    status: 200,
    run: (ctx, { query }) => listFailedJobs(ctx, query),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/jobs/failures/:id/retry",
    tag,
    permission: permissions.operate,
    summary: "Let a failed job run again, with all its attempts.",
    input: { params: jobParams },
    output: askedAnswer,
    status: 202,
    run: (ctx, { params }) => askWorker(ctx, "RETRY", params.id),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/jobs/failures/:id/discard",
    tag,
    permission: permissions.operate,
    summary: "Remove a failed job; what it was to do is not done.",
    input: { params: jobParams },
    output: askedAnswer,
    status: 202,
    run: (ctx, { params }) => askWorker(ctx, "DISCARD", params.id),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/jobs/kinds/:job/retry",
    tag,
    permission: permissions.operate,
    summary: "Let all failed jobs of a kind run again.",
    input: { params: kindParams },
    output: askedAnswer,
    status: 202,
    run: (ctx, { params }) => askWorker(ctx, "RETRY_ALL", params.job),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/jobs/:id/cancel",
    tag,
    permission: permissions.operate,
    summary: "Cancel a job that waits or runs; it is not tried again.",
    input: { params: jobParams },
    output: askedAnswer,
    status: 202,
    run: (ctx, { params }) => askWorker(ctx, "CANCEL", params.id),
  }),
];
