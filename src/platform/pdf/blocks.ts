import type { Place } from "#src/platform/pdf/options.ts";
import type { Pen } from "#src/platform/pdf/pen.ts";

/** What a document is made of, from top to bottom. Each block takes the width of the page. */
export type Block =
  | Heading
  | Paragraph
  | Facts
  | Table
  | Bars
  | Lines
  | Note
  | Drawing
  | { kind: "spacer"; height: number }
  | { kind: "newPage" };

/** The document's title is its only heading of level 1. A heading stays with what follows it. */
export type Heading = { kind: "heading"; level: 1 | 2 | 3; text: string };

/** `eyebrow` is a line in the brand's colour above a title, `quiet` what is of less weight. */
export type Paragraph = { kind: "paragraph"; text: string; tone?: "body" | "quiet" | "small" | "eyebrow" };

/** Figures side by side, each under its label. */
export type Facts = { kind: "facts"; items: readonly { label: string; value: string }[] };

export type Column = {
  head: string;
  /** A share of the width that is left, or points. */
  width: { share: number } | { points: number };
  align?: "left" | "right";
  /** The cell that names its row. */
  isRowHead?: boolean;
  tone?: "body" | "quiet";
};

/** Text, or text with a tone of its own. A cell wraps. */
export type Cell = string | { text: string; tone?: "body" | "quiet" | "strong" };

export type Row =
  | { cells: readonly Cell[] }
  /** A line over the rows of a group, which comes again, marked, where they go on on the next page. */
  | { group: string; value?: string }
  /** Sums. */
  | { total: readonly Cell[] };

/** Its head comes again on each page, and no row is broken over two. Rows may be an async iterable of any length. */
export type Table = {
  kind: "table";
  /** What the table says, for readers who hear it. */
  summary: string;
  columns: readonly Column[];
  rows: Iterable<Row> | AsyncIterable<Row>;
  notes?: readonly string[];
};

/** One bar a line, beside its figure; `plan` is marked by a tick. Values are from 0 to `max`. */
export type Bars = {
  kind: "bars";
  title: string;
  alternative: string;
  max: number;
  bars: readonly { label: string; value: number; plan?: number; figure: string }[];
};

/** A line over time and, dashed, the plan. `points` are from 0 to 1 both ways; null values leave a gap. */
export type Lines = {
  kind: "lines";
  title: string;
  alternative: string;
  lines: readonly { label: string; isPlan?: boolean; points: readonly { x: number; y: number }[] }[];
  xLabels: readonly string[];
  yLabels: readonly string[];
};

/** A box with small text, such as how to read the figures. */
export type Note = { kind: "note"; title: string; text: string };

/** What no other block is: drawn by the caller, with its tags. It is not broken over pages. */
export type Drawing = { kind: "drawing"; height: number; draw(pen: Pen, place: Place): void };
