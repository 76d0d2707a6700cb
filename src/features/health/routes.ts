import { z } from "zod";
import { askCheck } from "#src/features/health/ask-check.ts";
import { permissions } from "#src/features/health/permissions.ts";
import { readHealth } from "#src/features/health/read-health.ts";
import { askedCheck, checkBody, healthAnswer } from "#src/features/health/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

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
];
