import { approveCompletions } from "#src/features/approvals/approve-completions.ts";
import { exportWaiting, listWaiting } from "#src/features/approvals/list-waiting.ts";
import { permissions } from "#src/features/approvals/permissions.ts";
import {
  approveAnswer,
  approveBody,
  waitingAnswer,
  waitingExportQuery,
  waitingQuery,
} from "#src/features/approvals/schema.ts";
import { defineExport } from "#src/platform/http/csv-response.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Approvals";
const path = "/api/completion-approvals";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path,
    tag,
    permission: permissions.approve,
    summary: "List the completions that wait for the school's approval, the longest waiting first.",
    input: { query: waitingQuery },
    output: waitingAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { query }) => listWaiting(ctx, query),
  }),
  defineExport({
    path: `${path}/export`,
    tag,
    permission: permissions.approve,
    summary: "Download the completions that wait for approval as CSV, by the days of the school.",
    input: { query: waitingExportQuery },
    run: (ctx, { query }) => exportWaiting(ctx, query),
  }),
  defineEndpoint({
    method: "POST",
    path,
    tag,
    permission: permissions.approve,
    summary: "Approve completions; one that does not wait any more is left, and stops no other.",
    input: { body: approveBody },
    output: approveAnswer,
    status: 200,
    run: (ctx, { body }) => approveCompletions(ctx, body),
  }),
];
