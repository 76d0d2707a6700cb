import { changeView, keepView, removeView } from "#src/features/saved-views/keep-view.ts";
import { permissions } from "#src/features/saved-views/permissions.ts";
import { listViews } from "#src/features/saved-views/queries.ts";
import {
  newViewBody,
  viewAnswer,
  viewBody,
  viewParams,
  viewsAnswer,
  viewsQuery,
} from "#src/features/saved-views/schema.ts";
import { doneAnswer } from "#src/features/sessions/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Saved views";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/saved-views",
    reads: "own",
    tag,
    permission: permissions.keep,
    summary: "List one's own saved views of a table.",
    input: { query: viewsQuery },
    output: viewsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { query }) => listViews(ctx, query.page),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/saved-views",
    tag,
    permission: permissions.keep,
    summary: "Save a view of a table under a name.",
    input: { body: newViewBody },
    output: viewAnswer,
    status: 201,
    run: (ctx, { body }) => keepView(ctx, body),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/api/saved-views/:id",
    tag,
    permission: permissions.change,
    summary: "Rename a saved view, or change what it shows.",
    input: { params: viewParams, body: viewBody },
    output: viewAnswer,
    status: 200,
    run: (ctx, { params, body }) => changeView(ctx, params.id, body),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/api/saved-views/:id",
    tag,
    permission: permissions.change,
    summary: "Delete a saved view.",
    input: { params: viewParams },
    output: doneAnswer,
    status: 200,
    run: (ctx, { params }) => removeView(ctx, params.id),
  }),
];
