import { z } from "zod";
import { openSample } from "#src/features/samples/open-sample.ts";
import { permissions } from "#src/features/samples/permissions.ts";
import { readSample } from "#src/features/samples/read-sample.ts";
import { removeSample } from "#src/features/samples/remove-sample.ts";
import { sampleAnswer } from "#src/features/samples/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "First steps";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/sample-school",
    reads: "set-up",
    tag,
    permission: permissions.keep,
    summary: "Whether there is a sample school beside one's own, and what is in it.",
    input: { query: z.strictObject({}) },
    output: sampleAnswer,
    status: 200,
    run: (ctx) => readSample(ctx),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/sample-school",
    tag,
    permission: permissions.keep,
    summary: "Fill a sample school beside one's own, unless there is one.",
    input: {},
    output: sampleAnswer,
    status: 201,
    limitPerMinute: 10,
    run: (ctx) => openSample(ctx),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/api/sample-school",
    tag,
    permission: permissions.keep,
    summary: "Remove the sample school with everything that was tried in it.",
    input: {},
    output: sampleAnswer,
    status: 200,
    limitPerMinute: 10,
    run: (ctx) => removeSample(ctx),
  }),
];
