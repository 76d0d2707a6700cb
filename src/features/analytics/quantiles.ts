/** A value and how often it occurred. */
export type Times = readonly (readonly [value: number, times: number])[];

/**
 * The value at a share of all values in their order, as PostgreSQL's percentile_disc: one that occurred, the lower of
 * two. Null without values.
 */
export function quantile(values: Times, share: number): number | null {
  const sorted = [...values].filter(([, times]) => times > 0).sort(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, times]) => sum + times, 0);
  let seen = 0;
  for (const [value, times] of sorted) {
    seen += times;
    if (seen >= share * total) return value;
  }
  return null;
}

export function median(values: readonly number[]): number | null {
  return quantile(
    values.map((value) => [value, 1] as const),
    0.5,
  );
}

export function quartiles(values: Times): { lower: number | null; median: number | null; upper: number | null } {
  return { lower: quantile(values, 0.25), median: quantile(values, 0.5), upper: quantile(values, 0.75) };
}
