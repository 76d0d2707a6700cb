import { csvLine } from "#src/lib/csv.ts";

/** The columns of a table as CSV: each with its heading and what it says of a line. */
export type CsvColumns<Line> = readonly (readonly [string, (line: Line) => string | number | null])[];

/**
 * A CSV file, made and sent in pieces, so that one of any size fits. The mark in front makes spreadsheets read it as UTF-8.
 * A reader that is slow makes the next piece wait; one that leaves ends them.
 */
export function csvResponse<Line>(
  fileName: string,
  columns: CsvColumns<Line>,
  pieces: AsyncGenerator<readonly Line[]>,
): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(`\uFEFF${csvLine(columns.map(([heading]) => heading))}`));
    },
    async pull(controller) {
      const { value, done } = await pieces.next();
      if (done) return controller.close();
      const lines = value.map((line) => csvLine(columns.map(([, cell]) => cell(line))));
      controller.enqueue(encoder.encode(lines.join("")));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${fileName}"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
