import { z } from "zod";
import { csvLine } from "#src/lib/csv.ts";
import type { Access, Listing } from "#src/platform/db/access-row.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import { download } from "#src/platform/http/download.ts";
import {
  defineEndpoint,
  type Endpoint,
  type InputSchemas,
  type UserContext,
  type UserEndpoint,
} from "#src/platform/http/endpoint.ts";

/** The columns of a table as CSV: each with its heading and what it says of a line. */
export type CsvColumns<Line> = readonly (readonly [string, (line: Line) => string | number | null])[];

/** The endpoint of a file with what a list shows; its permission is that of the list. */
export function defineExport<const I extends InputSchemas>(
  endpoint: Pick<
    UserEndpoint<I, z.ZodUnknown>,
    "path" | "tag" | "permission" | "summary" | "input" | "run" | "needsStepUp"
  > & {
    reads?: "set-up";
  },
): Endpoint {
  return defineEndpoint({
    ...endpoint,
    method: "GET",
    output: z.unknown(),
    status: 200,
    streams: true,
    urgency: "heavy",
  });
}

type Page<Line> = { items: readonly Line[]; nextCursor: string | null };
/** How many lines the list has in all, where the page says it. */
type FirstPage<Line> = Page<Line> & { total?: number | null };

export type ListExport<Line> = {
  fileName: string;
  columns: CsvColumns<Line>;
  /** A page of the list, as its filters and its order are; the statements are sent before the first await. */
  page: (tx: Tx, place: { cursor: string | undefined; limit: number }) => Promise<FirstPage<Line>>;
  /** For the access row that is left before anything is sent; absent for what a school sets up. */
  access?: Pick<Listing<unknown>, "what" | "filter"> | Pick<Access, "what" | "subject">;
};

const linesAtOnce = 1_000;

/** A list as CSV, all of its pages: read by its own cursor and sent in pieces, so that one of any size fits. */
export async function csvOfList<Line>(ctx: UserContext, list: ListExport<Line>): Promise<Response> {
  const read = (tx: Tx, cursor?: string) => list.page(tx, { cursor, limit: linesAtOnce });
  const first = await readAs(ctx.actor, (tx) => read(tx), rowOf(ctx, list));
  async function* pieces(): AsyncGenerator<readonly Line[]> {
    for (let page: Page<Line> = first; ; ) {
      yield page.items;
      const { nextCursor } = page;
      if (nextCursor === null) return;
      page = await readAs(ctx.actor, (tx) => read(tx, nextCursor));
    }
  }
  return csvResponse(list.fileName, list.columns, pieces());
}

/** How many lines follow the first piece is not known without reading them twice, unless the page counts them. */
function rowOf<Line>(ctx: UserContext, { access }: ListExport<Line>) {
  if (!access) return undefined;
  const row = { requestId: ctx.requestId, ...access };
  return "subject" in row ? row : { ...row, count: ({ total, items }: FirstPage<Line>) => total ?? items.length };
}

/** Lines that are there already, as CSV. */
export function csvOfLines<Line>(fileName: string, columns: CsvColumns<Line>, lines: readonly Line[]): Response {
  async function* pieces() {
    yield lines;
  }
  return csvResponse(fileName, columns, pieces());
}

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
  async function* encoded(): AsyncGenerator<Uint8Array> {
    yield encoder.encode(`\uFEFF${csvLine(columns.map(([heading]) => heading))}`);
    for await (const lines of pieces) {
      yield encoder.encode(lines.map((line) => csvLine(columns.map(([, cell]) => cell(line)))).join(""));
    }
  }
  return download(fileName, "text/csv; charset=utf-8", encoded());
}
