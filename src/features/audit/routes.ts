import { z } from "zod";
import { askCheck } from "#src/features/audit/ask-check.ts";
import { exportEntries, listEntries } from "#src/features/audit/list-entries.ts";
import { listLooks } from "#src/features/audit/list-looks.ts";
import { permissions } from "#src/features/audit/permissions.ts";
import { readState } from "#src/features/audit/read-state.ts";
import {
  auditAnswer,
  auditExportQuery,
  auditQuery,
  auditStateAnswer,
  looksAnswer,
  looksQuery,
} from "#src/features/audit/schema.ts";
import { defineExport } from "#src/platform/http/csv-response.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Audit";
const nothing = z.strictObject({});

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/audit",
    urgency: "heavy",
    tag,
    permission: permissions.read,
    summary: "List who looked at or changed what in one's school, newest first.",
    input: { query: auditQuery },
    output: auditAnswer,
    status: 200,
    run: (ctx, { query }) => listEntries(ctx, query),
  }),
  defineExport({
    path: "/api/audit/export",
    tag,
    permission: permissions.read,
    summary: "Download who looked at or changed what in one's school as CSV.",
    input: { query: auditExportQuery },
    needsStepUp: true,
    run: (ctx, { query }) => exportEntries(ctx, query),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/audit/state",
    tag,
    permission: permissions.read,
    summary: "Read whether the record of who looked at or changed what is whole, by the last check.",
    input: { query: nothing },
    output: auditStateAnswer,
    status: 200,
    reads: "set-up",
    run: (ctx) => readState(ctx),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/audit/checks",
    tag,
    permission: permissions.read,
    summary: "Have the whole record checked now.",
    input: { body: nothing },
    output: nothing,
    status: 202,
    limitPerMinute: 5,
    run: (ctx) => askCheck(ctx),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/me/looks",
    tag,
    permission: permissions.own,
    summary: "List who looked at one's own record, newest first.",
    input: { query: looksQuery },
    output: looksAnswer,
    status: 200,
    reads: "own",
    run: (ctx, { query }) => listLooks(ctx, query),
  }),
];
