import { z } from "zod";
import { permissions } from "#src/features/people/permissions.ts";
import { getMe, listCohorts, listStudents } from "#src/features/people/queries.ts";
import { cohortsAnswer, meAnswer, studentsAnswer, studentsQuery } from "#src/features/people/schema.ts";
import { permissions as sessionPermissions } from "#src/features/sessions/permissions.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "People";
const nothing = z.strictObject({});

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/me",
    reads: "own",
    tag,
    permission: sessionPermissions.manage,
    summary: "Read who is signed in.",
    input: { query: nothing },
    output: meAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx) => getMe(ctx),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/students",
    tag,
    permission: permissions.listStudents,
    summary: "List students with their standing.",
    input: { query: studentsQuery },
    output: studentsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { query }) => listStudents(ctx, query),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/cohorts",
    tag,
    permission: permissions.readCohorts,
    summary: "List cohorts with the standing of their students.",
    input: { query: nothing },
    output: cohortsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx) => listCohorts(ctx),
  }),
];
