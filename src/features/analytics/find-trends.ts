import type { Facts, Plans } from "#src/features/analytics/facts.ts";
import { countEach, quartiles } from "#src/features/analytics/quantiles.ts";
import type { Trend } from "#src/features/analytics/schema.ts";
import { bandsOfPart, countOf } from "#src/features/analytics/summarize.ts";
import type { Metric } from "#src/features/analytics/values.ts";

/** What changed from part to part of the timeframe, oldest first. */
export function findTrends(facts: Facts, wanted: ReadonlySet<Metric>): Trend[] {
  const trends: Trend[] = [];
  if (wanted.has("completion")) trends.push(completionTrend(facts));
  if (wanted.has("ratings")) trends.push(ratingTrend(facts));
  if (wanted.has("hours")) trends.push(minuteTrend(facts));
  return trends;
}

/** Completed by the end of each part, beside what the plan has by then; of a program, completed within each part. */
function completionTrend({ parts, plans, completionsByPart }: Facts): Trend {
  return {
    metric: "completion",
    unit: "competencies",
    points: parts.map((part, n) =>
      plans === null ? { ...part, value: completionsByPart[n] ?? 0 } : { ...part, ...completedBy(plans, n) },
    ),
  };
}

function completedBy({ students, plannedByPart }: Plans, part: number) {
  const each = students.map(({ completedByPart }) => completedByPart[part] ?? 0);
  const value = each.reduce((sum, count) => sum + count, 0);
  const planned = plannedByPart[part] ?? null;
  if (students.length <= 1) return { value, planned };
  const { lower, median, upper } = quartiles(countEach(each));
  return { value, planned, lowerQuartile: lower, median, upperQuartile: upper };
}

function ratingTrend({ parts, ratings }: Facts): Trend {
  return {
    metric: "ratings",
    unit: "assessments",
    points: parts.map((part, n) => {
      const bands = bandsOfPart(ratings, n);
      return { ...part, value: countOf(bands), ...bands };
    }),
  };
}

function minuteTrend({ parts, minutesByPart }: Facts): Trend {
  return {
    metric: "hours",
    unit: "minutes",
    points: parts.map((part, n) => ({ ...part, value: minutesByPart[n] ?? 0 })),
  };
}
