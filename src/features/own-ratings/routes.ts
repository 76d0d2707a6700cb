import { z } from "zod";
import { permissions } from "#src/features/own-ratings/permissions.ts";
import { readOwnRatings } from "#src/features/own-ratings/read-own-ratings.ts";
import { ownRatingsAnswer } from "#src/features/own-ratings/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/own-ratings",
    tag: "Assessments",
    permission: permissions.read,
    summary: "Read how you rate: count, spread, and difference from colleagues. Nobody else can read it.",
    input: { query: z.strictObject({}) },
    output: ownRatingsAnswer,
    status: 200,
    hasEtag: true,
    reads: "own",
    run: (ctx) => readOwnRatings(ctx),
  }),
];
