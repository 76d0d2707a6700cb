import { explainLevel } from "#src/features/progress/explain-level.ts";
import { listAssignments } from "#src/features/progress/list-assignments.ts";
import { permissions } from "#src/features/progress/permissions.ts";
import { listEvidence, readCompetency } from "#src/features/progress/read-competency.ts";
import { readHistory } from "#src/features/progress/read-history.ts";
import { readProgress } from "#src/features/progress/read-progress.ts";
import {
  assignmentParams,
  assignmentsAnswer,
  assignmentsQuery,
  competencyAnswer,
  evidenceAnswer,
  evidenceQuery,
  historyAnswer,
  historyQuery,
  progressAnswer,
  progressQuery,
  whyAnswer,
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
    records: { type: "PROGRESS_CHECK" },
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
    path: "/api/competency-assignments/:id",
    tag,
    permission: permissions.read,
    summary: "Read one competency of a student: level, what is missing, criteria, and the first page of its evidence.",
    input: { params: assignmentParams },
    output: competencyAnswer,
    status: 200,
    records: { type: "VIEW", competencyOf: (_input, { competencyId }) => competencyId },
    hasEtag: true,
    run: (ctx, { params }) => readCompetency(ctx, params.id),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/competency-assignments/:id/evidence",
    tag,
    permission: permissions.read,
    summary: "List the evidence of one competency of a student, newest first, with what does not count and why.",
    input: { params: assignmentParams, query: evidenceQuery },
    output: evidenceAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { params, query }) => listEvidence(ctx, params.id, query),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/competency-assignments/:id/why",
    tag,
    permission: permissions.read,
    summary: "Explain one level: method, evidence used, evidence left out and why.",
    input: { params: assignmentParams },
    output: whyAnswer,
    status: 200,
    run: (ctx, { params }) => explainLevel(ctx, params.id),
  }),
];
