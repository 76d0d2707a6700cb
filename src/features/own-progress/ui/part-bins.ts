import type { RatingLine } from "#src/features/analytics/school/schema.ts";
import { addDays, daysBetween, mondayOf } from "#src/lib/day.ts";
import { strings, type Words } from "./own-progress-strings.ts";

/** A week, Monday first, or a month; cut to the period. */
export type PartBin = { from: string; to: string; reached: number; below: number };

/** Up to half a year is shown by week, more by month. */
const longestByWeek = 189;

export function isByWeek(from: string, to: string): boolean {
  return daysBetween(from, to) < longestByWeek;
}

/** The assessments of a period counted by week or month, oldest first; parts without any have 0. */
export function binRatings(
  lines: readonly Pick<RatingLine, "observedOn" | "band">[],
  from: string,
  to: string,
): PartBin[] {
  const byWeek = isByWeek(from, to);
  const bins: PartBin[] = [];
  for (let start = from; start <= to; ) {
    const end = byWeek
      ? addDays(mondayOf(start), 6)
      : addDays(`${addDays(`${start.slice(0, 7)}-01`, 32).slice(0, 7)}-01`, -1);
    bins.push({ from: start, to: end < to ? end : to, reached: 0, below: 0 });
    start = addDays(end, 1);
  }
  for (const { observedOn, band } of lines) {
    const bin = bins.find((one) => one.from <= observedOn && observedOn <= one.to);
    if (!bin) continue;
    if (band === "below") bin.below += 1;
    else bin.reached += 1;
  }
  return bins;
}

/** "You were assessed in each of the last 13 weeks". */
export function binsTitle(bins: readonly PartBin[], byWeek: boolean, words: Words = strings): string {
  if (bins.length === 1 && bins[0])
    return bins[0].reached + bins[0].below > 0 ? words.assessedLately : words.notAssessedLately;
  const parts = byWeek ? words.weeksCount(bins.length) : words.monthsCount(bins.length);
  const count = bins.filter(({ reached, below }) => reached + below > 0).length;
  if (count === 0) return words.assessedInNone(parts);
  return count === bins.length ? words.assessedInAll(parts) : words.assessedIn(count, parts);
}

export type Stretch = { name: string; startsOn: string; endsOn: string };

/** Where each rotation stands under the bars, in shares of their width; what lies outside is left out. */
export function stretchesUnder(
  bins: readonly PartBin[],
  rotations: readonly Stretch[],
): { name: string; from: number; to: number }[] {
  return rotations.flatMap(({ name, startsOn, endsOn }) => {
    const first = bins.findIndex(({ to }) => to >= startsOn);
    const last = bins.findLastIndex(({ from }) => from <= endsOn);
    if (first < 0 || last < first) return [];
    return [{ name, from: first / bins.length, to: (last + 1) / bins.length }];
  });
}
