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

/** How often each value occurs. */
export function countEach(values: readonly number[]): Times {
  const found = new Map<number, number>();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  return [...found];
}

export function quartiles(values: Times): { lower: number | null; median: number | null; upper: number | null } {
  return { lower: quantile(values, 0.25), median: quantile(values, 0.5), upper: quantile(values, 0.75) };
}
