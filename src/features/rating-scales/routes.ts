import { z } from "zod";
import { addScale, changeScale, deleteScale } from "#src/features/rating-scales/keep-scale.ts";
import { permissions } from "#src/features/rating-scales/permissions.ts";
import { listOwnScales } from "#src/features/rating-scales/queries.ts";
import {
  ownScalesAnswer,
  scaleAnswer,
  scaleBody,
  scaleChange,
  scaleParams,
} from "#src/features/rating-scales/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Rating scales";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/school/rating-scales",
    reads: "set-up",
    tag,
    permission: permissions.manage,
    summary: "List the school's own scales and the shared ones, with what uses each.",
    input: { query: z.strictObject({}) },
    output: ownScalesAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx) => listOwnScales(ctx),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/rating-scales",
    tag,
    permission: permissions.manage,
    summary: "Make a rating scale of one's school.",
    input: { body: scaleBody },
    output: scaleAnswer,
    status: 201,
    run: (ctx, { body }) => addScale(ctx, body),
  }),
  defineEndpoint({
    method: "PATCH",
    path: "/api/rating-scales/:id",
    tag,
    permission: permissions.manage,
    summary: "Change a rating scale of one's school; of a used one only its words.",
    input: { params: scaleParams, body: scaleChange },
    output: scaleAnswer,
    status: 200,
    run: (ctx, { params, body }) => changeScale(ctx, params.id, body),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/api/rating-scales/:id",
    tag,
    permission: permissions.manage,
    summary: "Delete a rating scale that nothing is rated by.",
    input: { params: scaleParams },
    output: scaleAnswer,
    status: 200,
    run: (ctx, { params }) => deleteScale(ctx, params.id),
  }),
];
