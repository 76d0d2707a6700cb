import { z } from "zod";
import { acknowledgeFlag, reopenFlag } from "#src/features/predictions/acknowledge-flag.ts";
import { listPredictions } from "#src/features/predictions/list-predictions.ts";
import { permissions } from "#src/features/predictions/permissions.ts";
import { readModel } from "#src/features/predictions/read-model.ts";
import {
  acknowledgeBody,
  acknowledgementAnswer,
  flagParams,
  modelAnswer,
  predictionsAnswer,
  predictionsQuery,
  settingsAnswer,
  settingsBody,
} from "#src/features/predictions/schema.ts";
import { switchPredictions } from "#src/features/predictions/switch-predictions.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Predictions";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/predictions",
    tag,
    permission: permissions.read,
    summary: "Read when a student is likely to finish, or list all whom one may see, the lowest chance first.",
    input: { query: predictionsQuery },
    output: predictionsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { query }) => listPredictions(ctx, query),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/api/predictions/:studentId/acknowledgement",
    tag,
    permission: permissions.acknowledge,
    summary: "Mark the flag of a student as seen to, for some days or until a reason is added.",
    input: { params: flagParams, body: acknowledgeBody },
    output: acknowledgementAnswer,
    status: 200,
    run: (ctx, { params, body }) => acknowledgeFlag(ctx, params.studentId, body),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/api/predictions/:studentId/acknowledgement",
    tag,
    permission: permissions.acknowledge,
    summary: "Take back that the flag of a student was seen to.",
    input: { params: flagParams },
    output: acknowledgementAnswer,
    status: 200,
    run: (ctx, { params }) => reopenFlag(ctx, params.studentId),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/prediction-model",
    tag,
    permission: permissions.readModel,
    summary: "Read how predictions are worked out, how often they are wrong, and for whom more often.",
    input: { query: z.strictObject({}) },
    output: modelAnswer,
    reads: "set-up",
    status: 200,
    hasEtag: true,
    run: (ctx) => readModel(ctx),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/api/prediction-settings",
    tag,
    permission: permissions.manage,
    summary: "Switch predictions off or on for one's school.",
    input: { body: settingsBody },
    output: settingsAnswer,
    status: 200,
    run: (ctx, { body }) => switchPredictions(ctx, body),
  }),
];
