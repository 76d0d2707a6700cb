import { exportMatrix } from "#src/features/cohort-matrix/export-matrix.ts";
import { permissions } from "#src/features/cohort-matrix/permissions.ts";
import { listChoices, readMatrix } from "#src/features/cohort-matrix/read-matrix.ts";
import {
  choicesAnswer,
  choicesQuery,
  matrixAnswer,
  matrixFileQuery,
  matrixQuery,
} from "#src/features/cohort-matrix/schema.ts";
import { defineExport } from "#src/platform/http/csv-response.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Progress";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/cohort-matrix",
    urgency: "heavy",
    tag,
    permission: permissions.read,
    summary: "Read where students stand in each competency of a framework; at most 500 students by 300 competencies.",
    input: { query: matrixQuery },
    output: matrixAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { query }) => readMatrix(ctx, query),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/cohort-matrix/choices",
    tag,
    permission: permissions.read,
    summary: "List the cohorts, rotations and frameworks of which a matrix can be read.",
    input: { query: choicesQuery },
    output: choicesAnswer,
    status: 200,
    hasEtag: true,
    reads: "set-up",
    run: (ctx, { query }) => listChoices(ctx, query),
  }),
  defineExport({
    path: "/api/cohort-matrix/export",
    tag,
    permission: permissions.read,
    summary: "Download a matrix as CSV or XLSX.",
    input: { query: matrixFileQuery },
    needsStepUp: true,
    run: (ctx, { query }) => exportMatrix(ctx, query),
  }),
];
