import { permissions } from "#src/features/analytics/permissions.ts";
import { readAnalytics } from "#src/features/analytics/read-analytics.ts";
import { analyticsAnswer, analyticsQuery } from "#src/features/analytics/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Analytics";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/competency-analytics",
    tag,
    permission: permissions.read,
    summary:
      "Read what the numbers say about a student, a cohort or a program: summary, trends, comparisons and recommendations.",
    input: { query: analyticsQuery },
    output: analyticsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { query }) => readAnalytics(ctx, query),
  }),
];
