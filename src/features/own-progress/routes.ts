import { hideSuggestion } from "#src/features/own-progress/hide-suggestion.ts";
import { permissions } from "#src/features/own-progress/permissions.ts";
import { listHidden } from "#src/features/own-progress/queries.ts";
import { hiddenAnswer, hideBody } from "#src/features/own-progress/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Analytics";
const path = "/api/hidden-suggestions";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path,
    reads: "own",
    tag,
    permission: permissions.hide,
    summary: "List the suggestions that one hid.",
    input: {},
    output: hiddenAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx) => listHidden(ctx),
  }),
  defineEndpoint({
    method: "PUT",
    path,
    tag,
    permission: permissions.hide,
    summary: "Hide a suggestion that does not help, or show it again.",
    input: { body: hideBody },
    output: hiddenAnswer,
    status: 200,
    run: (ctx, { body }) => hideSuggestion(ctx, body),
  }),
];
