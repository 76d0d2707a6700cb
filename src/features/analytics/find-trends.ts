import type { Facts, StudentPlan } from "#src/features/analytics/facts.ts";
import { planCurve } from "#src/features/analytics/pace.ts";
import { quartiles } from "#src/features/analytics/quantiles.ts";
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
  const plannedBy = planCurve(plans ?? []);
  return {
    metric: "completion",
    unit: "competencies",
    points:
      plans === null
        ? parts.map((part, n) => ({ ...part, value: completionsByPart[n] ?? 0 }))
        : parts.map((part) => ({ ...part, ...completedBy(plans, part.to, plannedBy(part.to)) })),
  };
}

function completedBy(plans: readonly StudentPlan[], day: string, planned: number | null) {
  const each = plans.map(({ completions }) => completions.reduce((sum, { on }) => (on <= day ? sum + 1 : sum), 0));
  const value = each.reduce((sum, count) => sum + count, 0);
  if (plans.length <= 1) return { value, planned };
  const { lower, median, upper } = quartiles(each.map((count) => [count, 1] as const));
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
