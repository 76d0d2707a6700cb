import type { ReportTable } from "#src/features/reports/building/model.ts";
import type { AskedSection, Cell, Question, ReportColumn, TableRow } from "#src/features/reports/schema.ts";
import { sectionSpec, type Word } from "#src/features/reports/values.ts";

/** A column, by its id: what kind it is, and what it says of a line. */
export type ColumnOf<Line> = {
  kind?: ReportColumn["kind"];
  none?: string;
  of(line: Line): Cell;
};

type Given<Line> = {
  question: Question;
  asked: AskedSection;
  summary: string;
  columns: Record<string, ColumnOf<Line>>;
  /** By the id of a grouping; `none` needs no entry. */
  groups?: Record<string, (line: Line) => string>;
  sorts?: Record<string, (a: Line, b: Line) => number>;
};

/** The columns that were asked for, in their order, without names where none are to be shown. */
export function columnsOf<Line>({ question, asked, columns }: Pick<Given<Line>, "question" | "asked" | "columns">): {
  shown: ReportColumn[];
  cellsOf: (line: Line) => Cell[];
} {
  const known = sectionSpec(question.kind, asked.id)?.columns ?? [];
  const wanted = (asked.columns ?? known.map(({ id }) => id)).filter((id) => question.showNames || id !== "student");
  // A line has to be of somebody.
  const ids = wanted.length > 0 ? wanted : known.filter(({ id }) => id === "number").map(({ id }) => id);
  const picked = ids.flatMap((id) => {
    const word = known.find((one) => one.id === id)?.word;
    const column = columns[id];
    return word === undefined || column === undefined ? [] : [{ id, word, column }];
  });
  return {
    shown: picked.map(({ id, word, column: { kind = "text", none = "" } }) => ({ id, heading: word, kind, none })),
    cellsOf: (line) => picked.map(({ column }) => column.of(line)),
  };
}

/** A table as it was asked for: its columns, grouped and in order. */
export function tableOf<Line>(given: Given<Line>, lines: readonly Line[]): ReportTable {
  const { question, asked, summary, groups = {}, sorts = {} } = given;
  const spec = sectionSpec(question.kind, asked.id);
  const { shown, cellsOf } = columnsOf(given);
  const group = chosen(spec?.groups, asked.group);
  const sort = chosen(spec?.sorts, asked.sort);
  const compare = sort && sorts[sort.id];
  const groupOf = group && groups[group.id];
  const sorted = compare ? [...lines].sort(compare) : lines;
  return {
    summary,
    columns: shown,
    groupHeading: groupOf && group ? group.word : null,
    rows: groupOf ? grouped(sorted, groupOf, cellsOf) : sorted.map((line): TableRow => ({ cells: cellsOf(line) })),
    count: lines.length,
    isForSheets: false,
  };
}

function chosen(words: readonly Word[] | undefined, id: string | undefined): Word | undefined {
  return words?.find((one) => one.id === id) ?? words?.[0];
}

function grouped<Line>(
  lines: readonly Line[],
  groupOf: (line: Line) => string,
  cellsOf: (line: Line) => Cell[],
): TableRow[] {
  // In the order in which they first come: of a framework's lines that is the framework's.
  return [...Map.groupBy(lines, groupOf)].flatMap(([group, own]): TableRow[] => [
    { group, value: String(own.length) },
    ...own.map((line) => ({ cells: cellsOf(line) })),
  ]);
}

/** By the reader's alphabet, accents and case aside. */
export const byName = (a: { name: string }, b: { name: string }) => collator.compare(a.name, b.name);

/** By the student's number; those without one come first. */
export function byNumber(a: { number: string | null }, b: { number: string | null }): number {
  return (a.number ?? "").localeCompare(b.number ?? "", "en", { numeric: true });
}

const collator = new Intl.Collator("en", { sensitivity: "base", numeric: true });
