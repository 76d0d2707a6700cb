import { AppError } from "#src/errors.ts";
import { pdfStrings as words } from "#src/features/analytics/analytics-strings.ts";
import type { AnalyticsAnswer, Trend } from "#src/features/analytics/schema.ts";
import { type FigureTable, tablesOf } from "#src/features/analytics/tables-of-answer.ts";
import { interactionTypes } from "#src/features/analytics/values.ts";
import { selectBranding } from "#src/features/schools/queries.ts";
import { dayIn, dayWords, timeIn } from "#src/lib/day.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import type { Block, Column, Row } from "#src/platform/pdf/blocks.ts";
import { brandingOf } from "#src/platform/pdf/branding.ts";
import { pdfResponse } from "#src/platform/pdf/pdf-response.ts";

/** The answer on paper, in the look of the school: the tables of the other files, and a chart beside what has a course. */
export async function pdfOfAnswer(
  { actor }: UserContext,
  answer: AnalyticsAnswer,
  { schoolId, timeZone }: { schoolId: string; timeZone: string },
): Promise<Response> {
  const [school] = await readAs(actor, (tx) => tx.query(selectBranding, { schoolId }));
  if (!school) throw new AppError("not_found", "There is no such school.");
  const { summary, asOf } = answer;
  const now = new Date();
  const at = (instant: Date) => `${dayWords(dayIn(instant, timeZone))}, ${timeIn(instant, timeZone)}`;
  return pdfResponse(
    {
      title: words.title(summary.name),
      language: "en",
      branding: await brandingOf(school),
      madeAt: now,
      footer: [
        words.madeAt(school.school, at(now)),
        ...(asOf.history === null ? [] : [words.comparedAt(at(new Date(asOf.history)))]),
      ],
    },
    blocksOf(answer),
    `analytics-${summary.scope}.pdf`,
  );
}

export function blocksOf(answer: AnalyticsAnswer): Block[] {
  const { summary, trends } = answer;
  const completed = trends.find(({ metric }) => metric === "completion");
  return [
    { kind: "paragraph", text: words.eyebrow, tone: "eyebrow" },
    { kind: "heading", level: 1, text: summary.name },
    { kind: "paragraph", text: words.period(dayWords(summary.from), dayWords(summary.to)), tone: "quiet" },
    ...(completed ? courseOf(completed) : []),
    ...categoriesOf(answer),
    ...tablesOf(answer).flatMap((table): Block[] => [{ kind: "heading", level: 2, text: table.title }, blockOf(table)]),
  ];
}

/** A line over the parts of the timeframe beside the plan; a course needs two points. */
function courseOf({ points }: Trend): Block[] {
  const first = points.at(0);
  const last = points.at(-1);
  if (!first || !last || points.length < 2) return [];
  const most = Math.max(1, ...points.flatMap(({ value, planned }) => [value ?? 0, planned ?? 0]));
  const lineOf = (of: (point: (typeof points)[number]) => number | null | undefined) =>
    points.flatMap((point, n) => {
      const value = of(point);
      return value == null ? [] : [{ x: n / (points.length - 1), y: value / most }];
    });
  const plan = lineOf(({ planned }) => planned);
  return [
    {
      kind: "lines",
      title: words.course,
      alternative: words.courseAlternative(first.value ?? 0, last.value ?? 0, last.planned ?? null),
      lines: [
        { label: words.completed, points: lineOf(({ value }) => value) },
        ...(plan.length > 0 ? [{ label: words.plan, isPlan: true, points: plan }] : []),
      ],
      xLabels: [dayWords(first.to), dayWords(last.to)],
      yLabels: ["0", String(most)],
    },
  ];
}

function categoriesOf({ summary: { ratings } }: AnalyticsAnswer): Block[] {
  if (!ratings || ratings.byCategory.length === 0) return [];
  const bars = ratings.byCategory.map(({ name, below, at, above }) => ({
    name,
    good: at + above,
    all: below + at + above,
  }));
  return [
    {
      kind: "bars",
      title: words.categories,
      alternative: bars.map(({ name, good, all }) => `${name}: ${words.of(good, all)}`).join(". "),
      max: Math.max(...bars.map(({ all }) => all)),
      bars: bars.map(({ name, good, all }) => ({ label: name, value: good, plan: all, figure: words.of(good, all) })),
    },
  ];
}

/** A single line of figures stands upright, each under its name. */
function blockOf({ title, figures, lines }: FigureTable): Block {
  const [only] = lines;
  if (only && lines.length === 1 && only.from === undefined && figures.length > 1) {
    const columns: Column[] = [
      { head: words.figure, width: { share: 1 }, isRowHead: true },
      { head: only.name || words.value, width: { points: 150 }, align: "right" },
    ];
    return {
      kind: "table",
      summary: title,
      columns,
      rows: figures.map((name, n) => ({ cells: [capital(name), cell(only.values[n])] })),
    };
  }
  const isWords = (n: number) =>
    lines.some(({ values: { [n]: value } }) => typeof value === "string" && !isDay.test(value));
  const hasWords = figures.some((_, n) => isWords(n));
  const head = lines.some(({ from }) => from !== undefined) ? words.partOf : words.name;
  const columns: Column[] = [
    { head, width: hasWords && figures.length === 1 ? { points: 130 } : { share: 1 }, isRowHead: true },
    ...figures.map(
      (figure, n): Column =>
        isWords(n)
          ? { head: capital(figure), width: { share: 1 } }
          : {
              head: capital(figure),
              width: { points: Math.min(hasWords ? 60 : 80, 320 / figures.length) },
              align: "right",
            },
    ),
  ];
  return {
    kind: "table",
    summary: title,
    columns,
    rows: lines.map((line): Row => ({ cells: [nameOf(line), ...line.values.map(cell)] })),
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function cell(value: number | string | null | undefined): string {
  if (value == null) return "–";
  return typeof value === "string" && isDay.test(value) ? dayWords(value) : String(value);
}

const isDay = /^\d{4}-\d{2}-\d{2}$/;

/** What a line is of: its name, or the kind of use in words, or the days of its part. */
function nameOf({ name, from, to }: FigureTable["lines"][number]): string {
  if (from !== undefined && to !== undefined) return words.days(dayWords(from), dayWords(to));
  const type = interactionTypes.find((one) => one === name);
  return type === undefined ? name : words.types[type];
}
