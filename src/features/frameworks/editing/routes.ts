import { createFramework } from "#src/features/frameworks/editing/create-framework.ts";
import { deleteFramework } from "#src/features/frameworks/editing/delete-framework.ts";
import { getFrameworkForEdit } from "#src/features/frameworks/editing/edit-queries.ts";
import { saveFramework } from "#src/features/frameworks/editing/save-framework.ts";
import { editAnswer, editBody, newFrameworkBody, savedAnswer } from "#src/features/frameworks/editing/schema.ts";
import { permissions } from "#src/features/frameworks/permissions.ts";
import { frameworkParams } from "#src/features/frameworks/schema.ts";
import { doneAnswer } from "#src/features/sessions/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Frameworks";
const draftLimitBytes = 16 * 1024 * 1024;

export const editingEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "POST",
    path: "/api/competency-frameworks",
    tag,
    permission: permissions.manage,
    summary: "Start a framework as a draft: empty, or a copy of the items sent along.",
    input: { body: newFrameworkBody },
    output: savedAnswer,
    status: 201,
    bodyLimitBytes: draftLimitBytes,
    run: (ctx, { body }) => createFramework(ctx, body),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/competency-frameworks/:id/edit",
    reads: "set-up",
    tag,
    permission: permissions.manage,
    summary: "Read everything of one framework that an editor needs; its ETag is the revision.",
    input: { params: frameworkParams },
    output: editAnswer,
    status: 200,
    run: (ctx, { params }) => getFrameworkForEdit(ctx, params.id),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/api/competency-frameworks/:id",
    tag,
    permission: permissions.manage,
    summary: "Store the whole draft of a framework, made from the revision that If-Match names.",
    input: { params: frameworkParams, body: editBody },
    output: savedAnswer,
    status: 200,
    bodyLimitBytes: draftLimitBytes,
    run: (ctx, { params, body }) => saveFramework(ctx, params.id, body),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/api/competency-frameworks/:id",
    tag,
    permission: permissions.manage,
    summary: "Remove a framework that was never assigned to students.",
    input: { params: frameworkParams },
    output: doneAnswer,
    status: 200,
    run: (ctx, { params }) => deleteFramework(ctx, params.id),
  }),
];
