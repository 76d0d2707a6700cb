import type { Cell, Figure, Question, ReportChart, ReportColumn, TableRow } from "#src/features/reports/schema.ts";

/** A report before it has a format. PDF, CSV, workbook and preview are all made of this, so that their figures agree. */
export type ReportModel = {
  title: string;
  kind: string;
  subtitle: string;
  school: string;
  footer: readonly string[];
  sections: readonly ReportSection[];
  students: number;
};

export type ReportSection = {
  id: string;
  heading: string;
  /** What every reader must know of the figures, in each format. */
  advisory: string | null;
  sentences: readonly string[];
  figures: readonly Figure[];
  chart: ReportChart | null;
  table: ReportTable | null;
};

export type ReportTable = {
  /** For readers who hear it. */
  summary: string;
  columns: readonly ReportColumn[];
  /** Heading of the groups, where there are any. */
  groupHeading: string | null;
  /** Read once. */
  rows: Iterable<TableRow> | AsyncIterable<TableRow>;
  /** Without the groups. */
  count: number;
  isForSheets: boolean;
};

/** What is the same for every kind. */
export type Frame = {
  question: Question;
  school: string;
  timeZone: string;
  today: string;
  from: string;
  to: string;
  /** "28 November 2026 at 16:05 by Eleanor Price". */
  made: string;
};

export function section(
  id: string,
  heading: string,
  parts: Partial<Omit<ReportSection, "id" | "heading">> = {},
): ReportSection {
  return { id, heading, advisory: null, sentences: [], figures: [], chart: null, table: null, ...parts };
}

/** All that stands above the figures of a section. */
export function sentencesOf({ advisory, sentences }: ReportSection): string[] {
  return [...(advisory === null ? [] : [`Advisory. ${advisory}`]), ...sentences];
}

export function figure(label: string, value: Cell, unit = ""): Figure {
  return { label, value, unit };
}

/** Hours with two decimals, half up, as every format shows them. */
export function hoursOf(minutes: number): number {
  return Math.round((minutes / 60) * 100 + 1e-7) / 100;
}

export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString("en-GB")} ${amount === 1 ? one : many}`;
}
