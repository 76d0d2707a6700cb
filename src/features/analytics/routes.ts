import { listOverdue } from "#src/features/analytics/list-overdue.ts";
import { listRatings } from "#src/features/analytics/list-ratings.ts";
import { permissions } from "#src/features/analytics/permissions.ts";
import { readAccreditation } from "#src/features/analytics/read-accreditation.ts";
import { readAnalytics } from "#src/features/analytics/read-analytics.ts";
import { readCapacity } from "#src/features/analytics/read-capacity.ts";
import { readOwn } from "#src/features/analytics/read-own.ts";
import { readPlacements } from "#src/features/analytics/read-placements.ts";
import { readPrograms } from "#src/features/analytics/read-programs.ts";
import { readStandard } from "#src/features/analytics/read-standard.ts";
import { readUse } from "#src/features/analytics/read-use.ts";
import { analyticsAnswer, analyticsQuery } from "#src/features/analytics/schema.ts";
import {
  accreditationAnswer,
  accreditationQuery,
  capacityAnswer,
  capacityQuery,
  overdueAnswer,
  overdueQuery,
  ownAnswer,
  ownQuery,
  placementsAnswer,
  placementsQuery,
  programsAnswer,
  programsQuery,
  ratingsAnswer,
  ratingsQuery,
  standardAnswer,
  standardParams,
  useAnswer,
  useQuery,
} from "#src/features/analytics/school/schema.ts";
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
  defineEndpoint({
    method: "GET",
    path: "/api/competency-analytics/ratings",
    tag,
    permission: permissions.read,
    summary: "List the assessments behind a figure, newest first.",
    input: { query: ratingsQuery },
    output: ratingsAnswer,
    status: 200,
    run: (ctx, { query }) => listRatings(ctx, query),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/competency-analytics/overdue",
    tag,
    permission: permissions.readSchool,
    summary: "List the overdue competencies of the school, of a program or of a cohort, the longest overdue first.",
    input: { query: overdueQuery },
    output: overdueAnswer,
    status: 200,
    run: (ctx, { query }) => listOverdue(ctx, query),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/competency-analytics/own",
    tag,
    permission: permissions.readOwn,
    summary: "Read how you answer requests and assess. Nobody else can read it.",
    input: { query: ownQuery },
    output: ownAnswer,
    status: 200,
    hasEtag: true,
    reads: "own",
    run: (ctx, { query }) => readOwn(ctx, query.timeframe),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/competency-analytics/programs",
    tag,
    permission: permissions.readSchool,
    summary: "Read how each program and cohort of the school does.",
    input: { query: programsQuery },
    output: programsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { query }) => readPrograms(ctx, query),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/competency-analytics/accreditation",
    tag,
    permission: permissions.readSchool,
    summary: "Read what covers each standard of a framework: competencies, assessments, students with evidence.",
    input: { query: accreditationQuery },
    output: accreditationAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { query }) => readAccreditation(ctx, query),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/competency-analytics/accreditation/:id",
    tag,
    permission: permissions.readSchool,
    summary: "Read what one standard rests on: its competencies with their assessors, and who has no evidence yet.",
    input: { params: standardParams },
    output: standardAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { params }) => readStandard(ctx, params.id),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/competency-analytics/capacity",
    tag,
    permission: permissions.readSchool,
    summary: "Read how full each rotation is, week by week, beside its places.",
    input: { query: capacityQuery },
    output: capacityAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { query }) => readCapacity(ctx, query),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/competency-analytics/use",
    tag,
    permission: permissions.readSchool,
    summary: "Read how the students who agreed to it use the program, by week and beside what they completed.",
    input: { query: useQuery },
    output: useAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { query }) => readUse(ctx, query),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/competency-analytics/placements",
    tag,
    permission: permissions.readPlacements,
    summary:
      "Read how the students of your placements do together: completion over time, ratings then and now, advice.",
    input: { query: placementsQuery },
    output: placementsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { query }) => readPlacements(ctx, query),
  }),
];
