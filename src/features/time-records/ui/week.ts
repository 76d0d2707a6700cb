import { addDays } from "#src/lib/day.ts";

/** The Monday of the week of a day. */
export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}

/** The records of a week by day, the days in order; adjustments stand with what they adjust. */
export function byDay<Line extends { day: string; startTime: string }>(lines: readonly Line[]): [string, Line[]][] {
  const inOrder = [...lines].sort((a, b) => compare(a.day + a.startTime, b.day + b.startTime));
  return [...Map.groupBy(inOrder, ({ day }) => day)];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
