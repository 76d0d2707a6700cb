import { createLoader, parseAsArrayOf, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { bands } from "#src/features/analytics/values.ts";
import { academicYearOf, addDays } from "#src/lib/day.ts";
import { strings } from "./admin-strings.ts";

/** What a supervisor chooses, as it is written in the address. */
export const placementPeriods = ["30d", "90d", "180d", "365d"] as const;
export const usualPeriod = "90d";
export const placementParsers = {
  rotation: parseAsString.withDefault(""),
  period: parseAsStringLiteral(placementPeriods).withDefault(usualPeriod),
};
export const loadPlacementFilters = createLoader(placementParsers);
export type PlacementFilters = { rotation: string; period: (typeof placementPeriods)[number] };

/** The period of the reports: a timeframe as the API takes it; empty for the first that is offered. */
export const reportParsers = { period: parseAsString.withDefault("") };
export const loadReportFilters = createLoader(reportParsers);

export const accreditationParsers = {
  standards: parseAsString.withDefault(""),
  standard: parseAsString.withDefault(""),
};
export const loadAccreditationFilters = createLoader(accreditationParsers);

/** Narrows the overdue competencies behind a figure. */
export const overdueParsers = { program: parseAsString.withDefault(""), cohort: parseAsString.withDefault("") };
export type OverdueFilters = { program: string; cohort: string };

/** Narrows the assessments behind a figure. */
export const ratingParsers = {
  studentId: parseAsString,
  cohortId: parseAsString,
  programId: parseAsString,
  competencyId: parseAsArrayOf(parseAsString),
  category: parseAsString,
  rotationId: parseAsString,
  evaluatorId: parseAsString,
  placedIn: parseAsString,
  band: parseAsStringLiteral(bands),
  from: parseAsString,
  to: parseAsString,
};
export const loadRatingFilters = createLoader(ratingParsers);
export type RatingFilters = {
  [Key in keyof typeof ratingParsers]?: ReturnType<(typeof ratingParsers)[Key]["parse"]> | undefined;
};

export type ReportPeriod = { value: string; label: string };
type Term = { name: string; startsOn: string; endsOn: string };

/** The periods that the reports offer: the academic year of today first, then terms, newest first. */
export function reportPeriods(
  { academicYearStarts, terms }: { academicYearStarts: string; terms: readonly Term[] },
  today: string,
): ReportPeriod[] {
  const first = academicYearOf(today, academicYearStarts);
  const before = academicYearOf(addDays(first, -1), academicYearStarts);
  const begun = terms.filter(({ startsOn }) => startsOn <= today).sort((a, b) => (a.startsOn < b.startsOn ? 1 : -1));
  return [
    { value: `${first}/${today}`, label: yearWords(first) },
    ...begun.map(({ name, startsOn, endsOn }) => ({ value: `${startsOn}/${endsOn}`, label: name })),
    { value: "90d", label: strings.lastDays(90) },
    { value: `${before}/${addDays(first, -1)}`, label: yearWords(before) },
    { value: "all", label: strings.allTime },
  ];
}

function yearWords(first: string): string {
  const year = Number(first.slice(0, 4));
  return strings.academicYear(String(year), String((year + 1) % 100).padStart(2, "0"));
}

/** The chosen period; one that is no more offered is the first. */
export function periodOf(periods: readonly ReportPeriod[], chosen: string): string {
  return periods.find(({ value }) => value === chosen)?.value ?? periods[0]?.value ?? "90d";
}
