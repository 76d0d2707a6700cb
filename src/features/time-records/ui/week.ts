/** The records of a week by day, the days in order; adjustments stand with what they adjust. */
export function byDay<Line extends { day: string; startTime: string }>(lines: readonly Line[]): [string, Line[]][] {
  const inOrder = [...lines].sort((a, b) => compare(a.day + a.startTime, b.day + b.startTime));
  return [...Map.groupBy(inOrder, ({ day }) => day)];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
