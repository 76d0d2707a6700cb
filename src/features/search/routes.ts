import { permissions } from "#src/features/search/permissions.ts";
import { search } from "#src/features/search/queries.ts";
import { searchAnswer, searchQuery } from "#src/features/search/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/search",
    urgency: "heavy",
    tag: "Search",
    permission: permissions.read,
    summary: "Find students, competencies and frameworks by parts of their names.",
    input: { query: searchQuery },
    output: searchAnswer,
    status: 200,
    run: (ctx, { query }) => search(ctx, query.q),
  }),
];
