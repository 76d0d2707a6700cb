import { z } from "zod";
import { countAllRenewals, exportRenewals, listRenewals } from "#src/features/renewals/list-renewals.ts";
import { permissions } from "#src/features/renewals/permissions.ts";
import {
  renewalCountsAnswer,
  renewalsAnswer,
  renewalsExportQuery,
  renewalsQuery,
} from "#src/features/renewals/schema.ts";
import { defineExport } from "#src/platform/http/csv-response.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Renewals";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/renewals",
    tag,
    permission: permissions.read,
    summary: "List completions with a validity by the day on which they expire: a student's own, or all one may see.",
    input: { query: renewalsQuery },
    output: renewalsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { query }) => listRenewals(ctx, query),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/renewals/counts",
    tag,
    permission: permissions.read,
    summary: "Count what has expired, expires soon or is valid, with the competencies that have a validity.",
    input: { query: z.strictObject({}) },
    output: renewalCountsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx) => countAllRenewals(ctx),
  }),
  defineExport({
    path: "/api/renewals/export",
    tag,
    permission: permissions.read,
    summary: "Download completions with a validity as CSV, by the days of the school.",
    input: { query: renewalsExportQuery },
    run: (ctx, { query }) => exportRenewals(ctx, query),
  }),
];
