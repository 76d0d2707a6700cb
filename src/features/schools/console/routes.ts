import { z } from "zod";
import { changeLimits } from "#src/features/schools/console/change-limits.ts";
import { exportSchools, listAdmins, listSchools } from "#src/features/schools/console/list-schools.ts";
import { openSchool } from "#src/features/schools/console/open-school.ts";
import { readHealth } from "#src/features/schools/console/read-health.ts";
import {
  adminsAnswer,
  healthAnswer,
  limitsBody,
  newSchoolAnswer,
  newSchoolBody,
  schoolParams,
  schoolStateAnswer,
  schoolsAnswer,
  schoolsExportQuery,
  suspendBody,
} from "#src/features/schools/console/schema.ts";
import { reopenSchool, suspendSchool } from "#src/features/schools/console/suspend-school.ts";
import { permissions } from "#src/features/schools/permissions.ts";
import { defineExport } from "#src/platform/http/csv-response.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Schools";
const nothing = z.strictObject({});

/** For whoever runs the program. No answer names a student. */
export const consoleEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/schools",
    reads: "set-up",
    tag,
    permission: permissions.operate,
    summary: "List all schools with counts.",
    input: { query: nothing },
    output: schoolsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx) => listSchools(ctx),
  }),
  defineExport({
    path: "/api/schools/csv",
    reads: "set-up",
    tag,
    permission: permissions.operate,
    summary: "The schools with counts, as CSV.",
    input: { query: schoolsExportQuery },
    run: (ctx, { query }) => exportSchools(ctx, query),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/schools",
    tag,
    permission: permissions.operate,
    summary: "Open a school and invite its first administrator.",
    input: { body: newSchoolBody },
    output: newSchoolAnswer,
    status: 201,
    needsStepUp: true,
    run: (ctx, { body }) => openSchool(ctx, body),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/api/schools/:id/limits",
    tag,
    permission: permissions.operate,
    summary: "Limit the students and files of a school; needs If-Match.",
    input: { params: schoolParams, body: limitsBody },
    output: schoolStateAnswer,
    status: 200,
    run: (ctx, { params, body }) => changeLimits(ctx, params.id, body),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/schools/:id/suspend",
    tag,
    permission: permissions.operate,
    summary: "Suspend a school and sign everybody in it out.",
    input: { params: schoolParams, body: suspendBody },
    output: schoolStateAnswer,
    status: 200,
    needsStepUp: true,
    run: (ctx, { params, body }) => suspendSchool(ctx, params.id, body.reason),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/schools/:id/reopen",
    tag,
    permission: permissions.operate,
    summary: "Open a suspended school again.",
    input: { params: schoolParams },
    output: schoolStateAnswer,
    status: 200,
    run: (ctx, { params }) => reopenSchool(ctx, params.id),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/schools/:id/admins",
    tag,
    permission: permissions.operate,
    summary: "List the administrators of a school.",
    input: { params: schoolParams },
    output: adminsAnswer,
    status: 200,
    run: (ctx, { params }) => listAdmins(ctx, params.id),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/system-health",
    reads: "set-up",
    tag,
    permission: permissions.operate,
    summary: "How the parts of the program work, read just now.",
    input: { query: nothing },
    output: healthAnswer,
    status: 200,
    run: (ctx) => readHealth(ctx),
  }),
];
