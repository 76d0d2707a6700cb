import { shareOf } from "#src/features/reports/building/as-pdf.ts";
import { type ReportSection, type ReportTable, sentencesOf } from "#src/features/reports/building/model.ts";
import { cellWords } from "#src/features/reports/cell-words.ts";
import { loadReport } from "#src/features/reports/facts/load-report.ts";
import { loadScope } from "#src/features/reports/facts/load-scope.ts";
import { selectName } from "#src/features/reports/queries.ts";
import type { PreviewAnswer, PreviewSection, Question, TableRow } from "#src/features/reports/schema.ts";
import { type Paper, previewRows } from "#src/features/reports/values.ts";
import { now } from "#src/lib/clock.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** A report as it would be made now, with the first rows of each table, and what making it takes. Nothing is kept. */
export async function previewReport(ctx: UserContext, question: Question): Promise<PreviewAnswer> {
  const { actor, requestId } = ctx;
  const [scope, [named]] = await Promise.all([
    loadScope(actor, question),
    readAs(actor, (tx) => tx.query(selectName, { userId: actor.userId })),
  ]);
  const model = await loadReport({ actor, requestId, name: named?.name ?? "", at: now() }, question, scope);
  const sections = await Promise.all(model.sections.map(previewOf));
  const { title, kind, subtitle, school, footer, students } = model;
  const size = sizeOf(sections, question.paper);
  return { title, kind, subtitle, school, footer: [...footer], sections, students, ...size };
}

async function previewOf(section: ReportSection): Promise<PreviewSection> {
  const { id, heading, figures, chart, table } = section;
  return {
    id,
    heading,
    sentences: sentencesOf(section),
    figures: [...figures],
    chart,
    table: table && {
      columns: [...table.columns],
      rows: await firstRows(table),
      count: table.count,
      isForSheets: table.isForSheets,
    },
  };
}

/** With the groups above them. */
async function firstRows({ rows }: ReportTable): Promise<TableRow[]> {
  const first: TableRow[] = [];
  let lines = 0;
  for await (const row of rows) {
    if (lines >= previewRows) break;
    first.push(row);
    if ("cells" in row) lines += 1;
  }
  return first;
}

/** Points that the parts of a page take, as `platform/pdf` lays them out. */
const height = { top: 110, heading: 34, sentence: 16, figures: 44, lines: 150, bar: 17, head: 22, group: 24, row: 6.8 };
const line = { height: 11.25, letter: 4.3, gap: 8 };
const pages: Record<Paper, { room: number; width: number }> = {
  A4: { room: 690, width: 515 },
  A4_WIDE: { room: 450, width: 762 },
  LETTER: { room: 640, width: 532 },
  LETTER_WIDE: { room: 460, width: 712 },
};
const rowsASecond = 4_000;

/** About how many pages a report has, judged by the first rows of its tables, and how long it takes. */
export function sizeOf(sections: readonly PreviewSection[], paper: Paper): { pages: number; seconds: number } {
  const { room, width } = pages[paper];
  let points = height.top;
  let rows = 0;
  for (const { heading, sentences, figures, chart, table } of sections) {
    points += heading === "" ? 0 : height.heading;
    points += sentences.length * height.sentence + Math.ceil(figures.length / 4) * height.figures;
    if (chart) points += chart.kind === "lines" ? height.lines : 30 + chart.bars.length * height.bar;
    rows += table?.count ?? 0;
    if (table && !table.isForSheets && table.count > 0) points += heightOfTable(table, width);
  }
  return { pages: Math.max(1, Math.ceil(points / room)), seconds: 1 + Math.ceil(rows / rowsASecond) };
}

function heightOfTable({ columns, rows, count }: NonNullable<PreviewSection["table"]>, width: number): number {
  const shares = columns.map(shareOf);
  const all = shares.reduce((sum, share) => sum + share, 0);
  let [points, lines] = [0, 0];
  for (const row of rows) {
    if ("group" in row) points += height.group;
    else {
      const wraps = row.cells.map((cell, n) => {
        const column = columns[n];
        const room = ((shares[n] ?? 1) / all) * width - line.gap;
        return column ? Math.ceil((cellWords(cell, column).length * line.letter) / Math.max(room, line.letter)) : 1;
      });
      points += height.row + line.height * Math.max(1, ...wraps);
      lines += 1;
    }
  }
  return height.head + (points / Math.max(1, lines)) * count;
}
