import { z } from "zod";
import { permissions } from "#src/features/framework-migrations/permissions.ts";
import { getMigration, listMigrations, listStudents } from "#src/features/framework-migrations/queries.ts";
import { requestMigration } from "#src/features/framework-migrations/request-migration.ts";
import {
  migrationAnswer,
  migrationParams,
  migrationsAnswer,
  migrationsQuery,
  previewBody,
  startBody,
  studentsAnswer,
  studentsQuery,
  undoBody,
} from "#src/features/framework-migrations/schema.ts";
import {
  discardMigration,
  retryMigration,
  startMigration,
} from "#src/features/framework-migrations/start-migration.ts";
import { undoStudents } from "#src/features/framework-migrations/undo-students.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Framework migrations";
const base = "/api/framework-migrations";
const nothing = z.strictObject({});

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "POST",
    path: `${base}/preview`,
    tag,
    permission: permissions.manage,
    summary: "Preview, student by student, what moving to a later version changes; a job finds out.",
    input: { body: previewBody },
    output: migrationAnswer,
    status: 202,
    limitPerMinute: 60,
    run: (ctx, { body }) => requestMigration(ctx, body),
  }),
  defineEndpoint({
    method: "GET",
    path: base,
    reads: "set-up",
    tag,
    permission: permissions.read,
    summary: "List the moves from and to a version, newest first.",
    input: { query: migrationsQuery },
    output: migrationsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { query }) => listMigrations(ctx, query),
  }),
  defineEndpoint({
    method: "GET",
    path: `${base}/:id`,
    reads: "set-up",
    tag,
    permission: permissions.read,
    summary: "Read one move: the figures of its preview, and how far it is.",
    input: { params: migrationParams },
    output: migrationAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { params }) => getMigration(ctx, params.id),
  }),
  defineEndpoint({
    method: "GET",
    path: `${base}/:id/students`,
    tag,
    permission: permissions.read,
    summary: "List what a move changes for each student.",
    input: { params: migrationParams, query: studentsQuery },
    output: studentsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { params, query }) => listStudents(ctx, params.id, query),
  }),
  defineEndpoint({
    method: "POST",
    path: `${base}/:id/start`,
    tag,
    permission: permissions.manage,
    summary: "Move the students of a preview, without those who are left out; a job does it.",
    input: { params: migrationParams, body: startBody },
    output: migrationAnswer,
    status: 202,
    bodyLimitBytes: 512 * 1024,
    run: (ctx, { params, body }) => startMigration(ctx, params.id, body),
  }),
  defineEndpoint({
    method: "POST",
    path: `${base}/:id/retry`,
    tag,
    permission: permissions.manage,
    summary: "Go on with a move that failed.",
    input: { params: migrationParams, body: nothing },
    output: migrationAnswer,
    status: 202,
    run: (ctx, { params }) => retryMigration(ctx, params.id),
  }),
  defineEndpoint({
    method: "POST",
    path: `${base}/:id/undo`,
    tag,
    permission: permissions.manage,
    summary: "Move students back, until their next assessment; everybody unless some are named.",
    input: { params: migrationParams, body: undoBody },
    output: migrationAnswer,
    status: 202,
    run: (ctx, { params, body }) => undoStudents(ctx, params.id, body),
  }),
  defineEndpoint({
    method: "DELETE",
    path: `${base}/:id`,
    tag,
    permission: permissions.manage,
    summary: "Throw a preview away.",
    input: { params: migrationParams },
    output: migrationAnswer,
    status: 200,
    run: (ctx, { params }) => discardMigration(ctx, params.id),
  }),
];
