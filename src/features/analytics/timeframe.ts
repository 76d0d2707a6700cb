import { type Period, periods } from "#src/features/analytics/values.ts";
import { addDays, addMonths, daysBetween, mondayOf } from "#src/lib/day.ts";

/** Days of the school, both included. */
export type Timeframe = { from: string; to: string };

/** What a period of analytics is told as: a period up to today, all there is, or an interval of two days. */
export type TimeframeWord = Period | "all" | (string & {});

/**
 * The days that a word stands for: `7d` is today and the six days before; `all` begins with the first record, or today
 * where there is none. What lies in the future of an interval is kept: nothing was recorded there.
 */
export function timeframeOf(word: TimeframeWord, today: string, firstDay: string | null): Timeframe {
  if (word === "all") return { from: firstDay !== null && firstDay < today ? firstDay : today, to: today };
  if (isPeriod(word)) return { from: addDays(today, 1 - periods[word]), to: today };
  const [from = today, to = today] = word.split("/");
  return { from, to };
}

function isPeriod(word: string): word is Period {
  return Object.hasOwn(periods, word);
}

const longestByWeek = 126;
const mostParts = 400;

/**
 * The timeframe in parts for a trend: weeks, Monday first, up to 18 of them, else months. The first and the last part
 * end with the timeframe. An interval of centuries is cut to its last parts.
 */
export function partsOf({ from, to }: Timeframe, by?: "month"): Timeframe[] {
  const isByWeek = by !== "month" && daysBetween(from, to) < longestByWeek;
  const parts: Timeframe[] = [];
  for (let end = to; end >= from && parts.length < mostParts; ) {
    const start = isByWeek ? mondayOf(end) : `${end.slice(0, 7)}-01`;
    parts.push({ from: start < from ? from : start, to: end });
    end = addDays(start, -1);
  }
  return parts.reverse();
}

/** Before anything that a school may have recorded. */
export const earliest = "1900-01-01";

/** The months that lie wholly within a timeframe; `to` is the first day after them, and `months` may be 0. */
export function wholeMonths({ from, to }: Timeframe): Timeframe & { months: number } {
  const first = from.endsWith("-01") ? from : addMonths(`${from.slice(0, 7)}-01`, 1);
  const after = `${addDays(to, 1).slice(0, 7)}-01`;
  const [year = 0, month = 0] = first.split("-").map(Number);
  const [lastYear = 0, lastMonth = 0] = after.split("-").map(Number);
  return { from: first, to: after, months: Math.max(0, (lastYear - year) * 12 + lastMonth - month) };
}
