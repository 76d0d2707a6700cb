import { z } from "zod";
import { changeMapping } from "#src/features/people-imports/change-mapping.ts";
import { commitImport, undoImport } from "#src/features/people-imports/commit-import.ts";
import { discardImport } from "#src/features/people-imports/discard-import.ts";
import { exportFaulty } from "#src/features/people-imports/export-faulty.ts";
import { fixRows } from "#src/features/people-imports/fix-rows.ts";
import { listRows } from "#src/features/people-imports/list-rows.ts";
import { makeGroup } from "#src/features/people-imports/make-group.ts";
import { permissions } from "#src/features/people-imports/permissions.ts";
import { getImport, listImports } from "#src/features/people-imports/queries.ts";
import {
  commitBody,
  fixAnswer,
  fixBody,
  importAnswer,
  importParams,
  importsAnswer,
  importsQuery,
  invitationsAnswer,
  makeBody,
  mappingBody,
  rowsAnswer,
  rowsQuery,
} from "#src/features/people-imports/schema.ts";
import { sendInvitations } from "#src/features/people-imports/send-invitations.ts";
import { importLimitBytes, startImport } from "#src/features/people-imports/start-import.ts";
import { doneAnswer } from "#src/features/sessions/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Imports of people";
const permission = permissions.manage;

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/people-imports",
    reads: "set-up",
    tag,
    permission,
    summary: "List the imports of people, newest first.",
    input: { query: importsQuery },
    output: importsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { query }) => listImports(ctx, query),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/people-imports",
    tag,
    permission,
    summary: "Hand in a list of people as CSV, XLSX or OneRoster CSV; a job reads it.",
    input: { upload: { limitBytes: importLimitBytes } },
    output: importAnswer,
    status: 202,
    limitPerMinute: 60,
    run: (ctx, { upload }) => startImport(ctx, upload),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/people-imports/:id",
    reads: "set-up",
    tag,
    permission,
    summary: "Read an import: its columns, and what a commit would do.",
    input: { params: importParams },
    output: importAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { params }) => getImport(ctx, params.id),
  }),
  defineEndpoint({
    method: "PATCH",
    path: "/api/people-imports/:id",
    tag,
    permission,
    summary: "Say what the columns of the file hold; a job checks all rows anew.",
    input: { params: importParams, body: mappingBody },
    output: importAnswer,
    status: 200,
    run: (ctx, { params, body }) => changeMapping(ctx, params.id, body),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/api/people-imports/:id",
    tag,
    permission,
    summary: "Throw an import away that was not written.",
    input: { params: importParams },
    output: doneAnswer,
    status: 200,
    run: (ctx, { params }) => discardImport(ctx, params.id),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/people-imports/:id/rows",
    tag,
    permission,
    summary: "List the rows of an import with their faults and changes.",
    input: { params: importParams, query: rowsQuery },
    output: rowsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { params, query }) => listRows(ctx, params.id, query),
  }),
  defineEndpoint({
    method: "PATCH",
    path: "/api/people-imports/:id/rows",
    tag,
    permission,
    summary: "Correct cells of an import, or leave rows out.",
    input: { params: importParams, body: fixBody },
    output: fixAnswer,
    status: 200,
    bodyLimitBytes: 4 * 1024 * 1024,
    run: (ctx, { params, body }) => fixRows(ctx, params.id, body),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/people-imports/:id/faults-csv",
    tag,
    permission,
    summary: "Download the rows with faults as CSV.",
    input: { params: importParams },
    output: z.string(),
    status: 200,
    streams: true,
    run: (ctx, { params }) => exportFaulty(ctx, params.id),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/people-imports/:id/groups",
    tag,
    permission,
    summary: "Have an import make a program or cohort that its file names.",
    input: { params: importParams, body: makeBody },
    output: importAnswer,
    status: 200,
    run: (ctx, { params, body }) => makeGroup(ctx, params.id, body),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/people-imports/:id/commit",
    tag,
    permission,
    summary: "Add and change the people of an import; a job does it.",
    input: { params: importParams, body: commitBody },
    output: importAnswer,
    status: 202,
    run: (ctx, { params, body }) => commitImport(ctx, params.id, body),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/people-imports/:id/undo",
    tag,
    permission,
    summary: "Take an import back within a day; a job does it.",
    input: { params: importParams, body: z.strictObject({}) },
    output: importAnswer,
    status: 202,
    run: (ctx, { params }) => undoImport(ctx, params.id),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/people-imports/:id/invitations",
    tag,
    permission,
    summary: "Mail those whom an import added and who have not been invited yet.",
    input: { params: importParams, body: z.strictObject({}) },
    output: invitationsAnswer,
    status: 200,
    run: (ctx, { params }) => sendInvitations(ctx, params.id),
  }),
];
