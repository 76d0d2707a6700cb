/** What a day's column shows: its dots by number, and whether it holds all longer ones too. */
export type DotColumn = { days: number; dots: number[]; isOpen: boolean };

const mostDays = 14;
const mostDots = 12;

/**
 * Columns from the same day to the longest answer, at most 14 days and one for all that took longer. Where a column would
 * grow over twelve dots, each dot stands for as many requests as it needs not to.
 * @returns `each`: the requests of a dot; `last`: the day of the last column
 */
export function arrangeDots(answers: readonly { days: number; times: number }[]): {
  columns: DotColumn[];
  each: number;
  last: number;
} {
  const longest = Math.max(0, ...answers.map(({ days }) => days));
  const last = Math.min(Math.max(longest, 4), mostDays);
  const counts = Array.from({ length: last + 1 }, () => 0);
  for (const { days, times } of answers) {
    const place = Math.min(days, last);
    counts[place] = (counts[place] ?? 0) + times;
  }
  const each = Math.max(1, Math.ceil(Math.max(...counts) / mostDots));
  return {
    columns: counts.map((count, days) => ({
      days,
      dots: Array.from({ length: Math.ceil(count / each) }, (_, n) => n),
      isOpen: days === last && longest > last,
    })),
    each,
    last,
  };
}
