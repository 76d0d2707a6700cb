import { z } from "zod";
import { addSampleFramework } from "#src/features/first-hour/add-sample-framework.ts";
import { inviteAll } from "#src/features/first-hour/invite-all.ts";
import { permissions } from "#src/features/first-hour/permissions.ts";
import { hideFirstHour, readFirstHour } from "#src/features/first-hour/read-first-hour.ts";
import {
  firstHourAnswer,
  firstHourBody,
  inviteAllAnswer,
  sampleFrameworkAnswer,
} from "#src/features/first-hour/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "First steps";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/first-hour",
    reads: "set-up",
    tag,
    permission: permissions.walk,
    summary: "How far the school is from nothing to its first assessment.",
    input: { query: z.strictObject({}) },
    output: firstHourAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx) => readFirstHour(ctx),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/api/first-hour",
    tag,
    permission: permissions.walk,
    summary: "Put the first steps away, or take them out again.",
    input: { body: firstHourBody },
    output: firstHourAnswer,
    status: 200,
    run: (ctx, { body }) => hideFirstHour(ctx, body.isHidden),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/first-hour/framework",
    tag,
    permission: permissions.walk,
    summary: "Start with the framework that comes with the program, published.",
    input: {},
    output: sampleFrameworkAnswer,
    status: 201,
    run: (ctx) => addSampleFramework(ctx),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/first-hour/invitations",
    tag,
    permission: permissions.walk,
    summary: "Send an invitation to everybody who was added and was sent none.",
    input: {},
    output: inviteAllAnswer,
    status: 200,
    run: (ctx) => inviteAll(ctx),
  }),
];
