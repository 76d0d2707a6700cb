import { explainLevel } from "#src/features/progress/explain-level.ts";
import { listAssignments } from "#src/features/progress/list-assignments.ts";
import { permissions } from "#src/features/progress/permissions.ts";
import { readHistory } from "#src/features/progress/read-history.ts";
import { readProgress } from "#src/features/progress/read-progress.ts";
import {
  assignmentsAnswer,
  assignmentsQuery,
  historyAnswer,
  historyQuery,
  progressAnswer,
  progressQuery,
  whyAnswer,
  whyParams,
} from "#src/features/progress/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Progress";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/competency-progress",
    tag,
    permission: permissions.read,
    summary: "Read a student's progress; without a student, the reader's own or the aggregate that they may see.",
    input: { query: progressQuery },
    output: progressAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { query }) => readProgress(ctx, query),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/competency-progress/history",
    tag,
    permission: permissions.read,
    summary: "Read a student's progress day by day.",
    input: { query: historyQuery },
    output: historyAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { query }) => readHistory(ctx, query),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/competency-assignments",
    tag,
    permission: permissions.read,
    summary: "List a student's assigned competencies.",
    input: { query: assignmentsQuery },
    output: assignmentsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { query }) => listAssignments(ctx, query),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/competency-assignments/:id/why",
    tag,
    permission: permissions.read,
    summary: "Explain one level: method, evidence used, evidence left out and why.",
    input: { params: whyParams },
    output: whyAnswer,
    status: 200,
    run: (ctx, { params }) => explainLevel(ctx, params.id),
  }),
];
