import type { AnalyticsAnswer, BandsOf, Summary } from "#src/features/analytics/schema.ts";

/** A table with a title, for a file: lines of figures, each by what it is of. */
export type FigureTable = {
  title: string;
  /** The headings of the figures. */
  figures: readonly string[];
  lines: readonly FigureLine[];
};
export type FigureLine = {
  name: string;
  /** Days of the school, where the line is of a part of the timeframe. */
  from?: string;
  to?: string;
  values: readonly (number | string | null)[];
};

/** The answer as tables, with the same figures; a file of any format is made of these. */
export function tablesOf({ summary, trends, comparisons, recommendations }: AnalyticsAnswer): FigureTable[] {
  return [
    overviewOf(summary),
    ...metricTables(summary),
    ...trends.map(({ metric, unit, points }) => {
      const names = figuresOf(points);
      return {
        title: `Over time: ${metric}, ${unit}`,
        figures: names.map((name) => words(name)),
        lines: points.map((point) => ({
          name: "",
          from: point.from,
          to: point.to,
          values: names.map((name) => point[name] ?? null),
        })),
      };
    }),
    {
      title: "Comparisons, percentage of what is assigned",
      figures: comparedFigures.map((name) => words(name)),
      lines: comparisons.groups.map((group) => ({
        name: group.name,
        values: comparedFigures.map((name) => group[name]),
      })),
    },
    {
      title: "Suggestions",
      figures: ["suggestion"],
      lines: recommendations.map(({ subject, sentence }) => ({ name: subject.name, values: [sentence] })),
    },
  ].filter(({ lines }) => lines.length > 0);
}

const comparedFigures = [
  "students",
  "percentage",
  "lowerQuartile",
  "median",
  "upperQuartile",
  "plannedPercentage",
  "overdue",
  "daysToComplete",
] as const;

const pointFigures = ["value", "planned", "lowerQuartile", "median", "upperQuartile", "below", "at", "above"] as const;

function figuresOf(points: AnalyticsAnswer["trends"][number]["points"]) {
  return pointFigures.filter((name) => points.some((point) => point[name] !== undefined));
}

function overviewOf({ name, from, to, students }: Summary): FigureTable {
  return { title: "Summary", figures: ["from", "to", "students"], lines: [{ name, values: [from, to, students] }] };
}

/** One table for each metric and for each list within it. */
function metricTables(summary: Summary): FigureTable[] {
  const { completion, ratings, evaluatorSpread, engagement } = summary;
  const tables: FigureTable[] = [];
  const add = (title: string, figures: Record<string, unknown> | null | undefined) => {
    if (!figures) return;
    const plain = Object.entries(figures).filter(([, value]) => !Array.isArray(value));
    tables.push({
      title,
      figures: plain.map(([name]) => words(name)),
      lines: [{ name: summary.name, values: plain.map(([, value]) => plainValue(value)) }],
    });
  };
  add("Completed", completion);
  if (completion) {
    tables.push({
      title: "Completed by category",
      figures: ["framework", "completed", "total", "percentage", "planned"],
      lines: completion.byCategory.map(({ category, framework, completed, total, percentage, planned }) => ({
        name: category,
        values: [framework, completed, total, percentage, planned],
      })),
    });
  }
  add("Pace", summary.pace);
  add("Time to competence", summary.timeToCompetence);
  add("Ratings", ratings);
  if (ratings) {
    tables.push(
      bandTable("Ratings by competency", ratings.byCompetency),
      bandTable("Ratings by category", ratings.byCategory),
      bandTable("Ratings by rotation", ratings.byRotation),
      bandTable("Ratings by site", ratings.bySite),
    );
  }
  add("Overdue", summary.overdue);
  add("Answers to requests", summary.turnaround);
  add("Feedback", summary.feedback);
  add("Assessors", evaluatorSpread);
  if (evaluatorSpread) tables.push(bandTable("Ratings by assessor", evaluatorSpread.byEvaluator));
  add("Evidence", summary.evidence);
  add("Hours", summary.hours);
  if (engagement) {
    tables.push({
      title: "Use",
      figures: ["count"],
      lines: engagement.byType.map(({ type, count }) => ({ name: type, values: [count] })),
    });
  }
  return tables;
}

function bandTable(title: string, lines: readonly BandsOf[]): FigureTable {
  return {
    title,
    figures: ["below target", "at target", "above target"],
    lines: lines.map(({ name, below, at, above }) => ({ name, values: [below, at, above] })),
  };
}

function plainValue(value: unknown): number | string | null {
  return typeof value === "number" || typeof value === "string" ? value : null;
}

/** `medianHours` is "median hours". */
function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
