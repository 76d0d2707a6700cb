import { buildCsv } from "#src/features/frameworks/export/build-csv.ts";
import { templateCsv } from "#src/features/frameworks/export/template-csv.ts";
import { contentToExport, fileNameOf } from "#src/features/frameworks/export-case.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** A framework as CSV, with all that an import needs to make the same again. */
export async function exportCsv(ctx: UserContext, frameworkId: string): Promise<Response> {
  const content = await contentToExport(ctx, frameworkId);
  return csvFile(`${fileNameOf(content.name)}.csv`, buildCsv(content));
}

/** A table with the columns that an import knows, and rows that show how they are filled in. */
export async function exportTemplate(): Promise<Response> {
  return csvFile("framework-template.csv", templateCsv());
}

function csvFile(fileName: string, text: string): Response {
  return new Response(text, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${fileName}"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
