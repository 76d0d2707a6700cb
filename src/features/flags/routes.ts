import { z } from "zod";
import { changeFlag, removeFlag } from "#src/features/flags/change-flag.ts";
import { flagFor } from "#src/features/flags/flag-for.ts";
import { permissions } from "#src/features/flags/permissions.ts";
import { readExperiment } from "#src/features/flags/read-experiment.ts";
import { readFlags, readHistory } from "#src/features/flags/read-flags.ts";
import {
  changedFlag,
  experimentAnswer,
  flagBody,
  flagHistoryAnswer,
  flagParams,
  flagsAnswer,
  ownFlagAnswer,
  removedFlag,
  storedFlagParams,
} from "#src/features/flags/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Feature flags";
const nothing = z.strictObject({});

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/flags",
    reads: "set-up",
    tag,
    permission: permissions.see,
    summary: "List the feature flags with who gets which variant.",
    input: { query: nothing },
    output: flagsAnswer,
    status: 200,
    run: (ctx) => readFlags(ctx),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/api/flags/:key",
    tag,
    permission: permissions.change,
    summary: "Change who gets which variant of a feature flag.",
    input: { params: flagParams, body: flagBody },
    output: changedFlag,
    status: 200,
    run: (ctx, { params, body }) => changeFlag(ctx, params.key, body),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/api/flags/:key",
    tag,
    permission: permissions.change,
    summary: "Remove what is stored of a feature flag that the program does not know any more.",
    input: { params: storedFlagParams },
    output: removedFlag,
    status: 200,
    run: (ctx, { params }) => removeFlag(ctx, params.key),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/flags/:key/history",
    reads: "set-up",
    tag,
    permission: permissions.see,
    summary: "List the newest changes of a feature flag.",
    input: { params: storedFlagParams, query: nothing },
    output: flagHistoryAnswer,
    status: 200,
    run: (ctx, { params }) => readHistory(ctx, params.key),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/flags/:key/experiment",
    reads: "set-up",
    tag,
    permission: permissions.see,
    summary: "Compare the people who met the variants of a feature flag by their shares.",
    input: { params: flagParams, query: nothing },
    output: experimentAnswer,
    status: 200,
    run: (ctx, { params }) => readExperiment(ctx, params.key),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/me/flags/:key",
    reads: "own",
    tag,
    permission: permissions.get,
    summary: "Which variant of a feature flag one gets.",
    input: { params: flagParams, query: nothing },
    output: ownFlagAnswer,
    status: 200,
    run: async ({ actor }, { params: { key } }) => {
      const { variant, value } = await flagFor(actor, key);
      return { key, variant, value };
    },
  }),
];
