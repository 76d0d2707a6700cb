import { z } from "zod";
import { askCheck } from "#src/features/health/ask-check.ts";
import { browserReport } from "#src/features/health/browser/schema.ts";
import { takeReport } from "#src/features/health/browser/take-report.ts";
import { readDatabase } from "#src/features/health/database/read-database.ts";
import { listErrors } from "#src/features/health/errors/list-errors.ts";
import { resolveError } from "#src/features/health/errors/resolve-error.ts";
import { permissions } from "#src/features/health/permissions.ts";
import { readHealth } from "#src/features/health/read-health.ts";
import {
  askedCheck,
  checkBody,
  databaseAnswer,
  errorParams,
  errorStateAnswer,
  errorsAnswer,
  errorsQuery,
  healthAnswer,
} from "#src/features/health/schema.ts";
import { defineEndpoint, definePublicEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Health";

/** For whoever runs the program. */
export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/health/checks",
    reads: "set-up",
    tag,
    permission: permissions.see,
    summary: "Read what the checks of the stored data and of the backups last found.",
    input: { query: z.strictObject({}) },
    output: healthAnswer,
    status: 200,
    run: (ctx) => readHealth(ctx),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/health/checks",
    tag,
    permission: permissions.check,
    summary: "Have a check made now.",
    input: { body: checkBody },
    output: askedCheck,
    status: 202,
    limitPerMinute: 20,
    run: (ctx, { body }) => askCheck(ctx, body.kind),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/health/database",
    reads: "set-up",
    tag,
    permission: permissions.see,
    summary: "Read how the database is: connections, locks, sizes, replicas and the statements that take longest.",
    input: { query: z.strictObject({}) },
    output: databaseAnswer,
    status: 200,
    run: (ctx) => readDatabase(ctx),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/health/errors",
    reads: "set-up",
    tag,
    permission: permissions.see,
    summary: "List the unexpected errors of the program by group, those seen last first.",
    input: { query: errorsQuery },
    output: errorsAnswer,
    status: 200,
    run: (ctx, { query }) => listErrors(ctx, query),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/health/errors/:id/resolve",
    tag,
    permission: permissions.resolve,
    summary: "Mark a group of errors as resolved, until it is seen in another release.",
    input: { params: errorParams },
    output: errorStateAnswer,
    status: 200,
    run: (ctx, { params }) => resolveError(ctx, params.id, true),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/health/errors/:id/reopen",
    tag,
    permission: permissions.resolve,
    summary: "Take back that a group of errors is resolved.",
    input: { params: errorParams },
    output: errorStateAnswer,
    status: 200,
    run: (ctx, { params }) => resolveError(ctx, params.id, false),
  }),
  definePublicEndpoint({
    method: "POST",
    path: "/api/browser-reports",
    tag,
    permission: "public",
    summary: "Take what a browser reports of a page: how long it took, and which of its scripts failed.",
    input: { body: browserReport },
    output: z.object({}),
    status: 202,
    bodyLimitBytes: 24 * 1024,
    limitPerMinute: 60,
    async run(_ctx, { body }) {
      takeReport(body);
      return {};
    },
  }),
];
