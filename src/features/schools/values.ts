import { makeMatcher } from "#src/lib/search-text.ts";

/** The fixed values of the contract, in a file without Zod, which the browser does not need. */

export const maxTerms = 200;
export const maxLogoMib = 2;
/** How many reminders of a due date there are at most, and how many days before it each may be. */
export const dueReminders = { most: 4, minDays: 1, maxDays: 60 } as const;
/** The box in which a logo is drawn, in points; twice what the shell shows. */
export const logoBox = { width: 400, height: 96 };

/** The terms that dates to come may take: those that are not over on this day, the earliest first. */
export function openTerms<Term extends { startsOn: string; endsOn: string }>(
  terms: readonly Term[],
  today: string,
): Term[] {
  return terms.filter(({ endsOn }) => endsOn >= today).sort((a, b) => (a.startsOn < b.startsOn ? -1 : 1));
}

export const schoolStates = ["OPEN", "SUSPENDED"] as const;
export type SchoolState = (typeof schoolStates)[number];

export const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** What the console shows of the schools: those that are near one of their limits, or without a limit of students. */
export const limitFilters = ["NEAR", "NONE"] as const;
export type LimitFilter = (typeof limitFilters)[number];

type Limited = { students: number; maxStudents: number | null; storageBytes: number; maxStorageBytes: number | null };

/** So much of a limit is near it. */
const nearShare = 0.95;

export function isNearLimit({ students, maxStudents, storageBytes, maxStorageBytes }: Limited): boolean {
  return isNear(students, maxStudents) || isNear(storageBytes, maxStorageBytes);
}

export function isNear(count: number, most: number | null): boolean {
  return most !== null && count >= most * nearShare;
}

type SchoolFilter = { search: string; status: SchoolState | null; limit: LimitFilter | null };

/** The schools that a search and the filters leave. */
export function shownSchools<School extends Limited & { name: string; timeZone: string; status: SchoolState }>(
  schools: readonly School[],
  { search, status, limit }: SchoolFilter,
): School[] {
  const matches = makeMatcher(search);
  return schools.filter(
    (school) =>
      (matches?.(`${school.name} ${school.timeZone.replaceAll("_", " ")}`) ?? true) &&
      (status === null || school.status === status) &&
      (limit === null || (limit === "NEAR" ? isNearLimit(school) : school.maxStudents === null)),
  );
}
