import { z } from "zod";
import { permissions } from "#src/features/framework-versions/permissions.ts";
import { readDiff } from "#src/features/framework-versions/queries.ts";
import { diffAnswer, diffQuery, nextVersionAnswer, versionParams } from "#src/features/framework-versions/schema.ts";
import { startNextVersion } from "#src/features/framework-versions/start-next-version.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Framework versions";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "POST",
    path: "/api/competency-frameworks/:id/next-version",
    tag,
    permission: permissions.start,
    summary: "Start the next version of a published framework as a draft, or return the one that is open.",
    input: { params: versionParams, body: z.strictObject({}) },
    output: nextVersionAnswer,
    status: 200,
    run: (ctx, { params }) => startNextVersion(ctx, params.id),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/competency-frameworks/:id/diff",
    reads: "set-up",
    tag,
    permission: permissions.read,
    summary: "Read what a version changes against the one before, or another.",
    input: { params: versionParams, query: diffQuery },
    output: diffAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { params, query }) => readDiff(ctx, params.id, query.from),
  }),
];
