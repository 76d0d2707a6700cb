import { z } from "zod";
import { addCohort, changeCohort, deleteCohort } from "#src/features/programs/keep-cohort.ts";
import { addProgram, changeProgram, deleteProgram } from "#src/features/programs/keep-program.ts";
import { permissions } from "#src/features/programs/permissions.ts";
import { exportPrograms, listPrograms } from "#src/features/programs/queries.ts";
import {
  cohortBody,
  cohortChange,
  groupAnswer,
  groupParams,
  programBody,
  programChange,
  programsAnswer,
} from "#src/features/programs/schema.ts";
import { defineExport } from "#src/platform/http/csv-response.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Programs";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/programs",
    reads: "set-up",
    tag,
    permission: permissions.list,
    summary: "List programs with their cohorts, and what uses each.",
    input: { query: z.strictObject({}) },
    output: programsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx) => listPrograms(ctx),
  }),
  defineExport({
    path: "/api/programs/export",
    reads: "set-up",
    tag,
    permission: permissions.list,
    summary: "The programs with their cohorts as CSV.",
    input: { query: z.strictObject({}) },
    run: (ctx) => exportPrograms(ctx),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/programs",
    tag,
    permission: permissions.manage,
    summary: "Add a program.",
    input: { body: programBody },
    output: groupAnswer,
    status: 201,
    run: (ctx, { body }) => addProgram(ctx, body),
  }),
  defineEndpoint({
    method: "PATCH",
    path: "/api/programs/:id",
    tag,
    permission: permissions.manage,
    summary: "Change the name or code of a program.",
    input: { params: groupParams, body: programChange },
    output: groupAnswer,
    status: 200,
    run: (ctx, { params, body }) => changeProgram(ctx, params.id, body),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/api/programs/:id",
    tag,
    permission: permissions.manage,
    summary: "Delete a program that nothing uses.",
    input: { params: groupParams },
    output: groupAnswer,
    status: 200,
    run: (ctx, { params }) => deleteProgram(ctx, params.id),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/cohorts",
    tag,
    permission: permissions.manage,
    summary: "Add a cohort to a program.",
    input: { body: cohortBody },
    output: groupAnswer,
    status: 201,
    run: (ctx, { body }) => addCohort(ctx, body),
  }),
  defineEndpoint({
    method: "PATCH",
    path: "/api/cohorts/:id",
    tag,
    permission: permissions.manage,
    summary: "Change the name, days or program of a cohort.",
    input: { params: groupParams, body: cohortChange },
    output: groupAnswer,
    status: 200,
    run: (ctx, { params, body }) => changeCohort(ctx, params.id, body),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/api/cohorts/:id",
    tag,
    permission: permissions.manage,
    summary: "Delete a cohort that nothing uses.",
    input: { params: groupParams },
    output: groupAnswer,
    status: 200,
    run: (ctx, { params }) => deleteCohort(ctx, params.id),
  }),
];
