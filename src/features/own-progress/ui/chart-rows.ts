import type { HistoryAnswer } from "#src/features/progress/schema.ts";
import { addDays, daysBetween } from "#src/lib/day.ts";

export type Forecast = { evenOn: string; laterOn: string };

/** One day of the chart. Null where a line has nothing to say: after today, before the plan begins, without a forecast. */
export type ChartRow = {
  date: string;
  /** The day as a number, for the axis: days since 1970. */
  day: number;
  completed: number | null;
  planned: number | null;
  /** How many are completed by then with an even chance, on a straight way to all of them. */
  even: number | null;
  /** From 4 chances in 5 to the even chance. */
  band: [number, number] | null;
};

type ChartInput = HistoryAnswer & { forecast: Forecast | null; total: number; from: string; today: string };

/** The days on which something changes within the period and ahead of it, each with all of its values. */
export function chartRows({ points, plan, forecast, total, from, today }: ChartInput): ChartRow[] {
  const begin = firstDay(points, plan, from);
  const now = valueOn(points, today)?.completed ?? 0;
  const days = new Set([
    begin,
    today,
    ...points.map(({ date }) => date),
    ...plan.map(({ date }) => date),
    ...(forecast ? [forecast.evenOn, forecast.laterOn] : []),
  ]);
  const planStart = plan[0]?.date;
  const planEnd = plan.at(-1)?.date;
  return [...days]
    .filter((date) => date >= begin)
    .sort()
    .map((date) => ({
      date,
      day: dayNumber(date),
      completed: date <= today ? (valueOn(points, date)?.completed ?? null) : null,
      planned:
        planStart === undefined || planEnd === undefined || date < planStart || date > planEnd
          ? null
          : (valueOn(plan, date)?.planned ?? null),
      even:
        forecast && date >= today && date <= forecast.evenOn
          ? onTheWay(now, total, today, forecast.evenOn, date)
          : null,
      band:
        forecast && date >= today && date <= forecast.laterOn
          ? [onTheWay(now, total, today, forecast.laterOn, date), onTheWay(now, total, today, forecast.evenOn, date)]
          : null,
    }));
}

/** The days for the table: those on which a count changed, with the first, today and the last. */
export function tableRows(rows: readonly ChartRow[], today: string): ChartRow[] {
  return rows.filter((row, n) => {
    const before = rows[n - 1];
    if (!before || n === rows.length - 1 || row.date === today) return true;
    return row.completed !== before.completed || row.planned !== before.planned;
  });
}

export function dayNumber(date: string): number {
  return daysBetween("1970-01-01", date);
}

export function dayOfNumber(day: number): string {
  return addDays("1970-01-01", day);
}

/** The firsts of months between two days, as numbers; every so many, so that at most `most` are left. */
export function monthTicks(from: string, to: string, most: number): number[] {
  const firsts: string[] = [];
  for (let month = `${from.slice(0, 7)}-01`; month <= to; month = `${addDays(month, 32).slice(0, 7)}-01`) {
    if (month >= from) firsts.push(month);
  }
  const step = Math.ceil(firsts.length / most);
  return firsts.filter((_, n) => n % step === 0).map(dayNumber);
}

/** The period's first day, or the first of which there is anything. */
function firstDay(points: HistoryAnswer["points"], plan: HistoryAnswer["plan"], from: string): string {
  const known = [points[0]?.date, plan[0]?.date].filter((date) => date !== undefined).sort()[0];
  return known !== undefined && known > from ? known : from;
}

function valueOn<Value extends { date: string }>(values: readonly Value[], date: string): Value | undefined {
  return values.findLast((value) => value.date <= date);
}

function onTheWay(now: number, total: number, today: string, end: string, date: string): number {
  const whole = daysBetween(today, end);
  const share = whole <= 0 ? 1 : Math.min(1, daysBetween(today, date) / whole);
  return Math.round((now + (total - now) * share) * 100) / 100;
}
