import { createLoader, createSerializer, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { standings, studentSorts } from "#src/features/people/values.ts";
import { sortParsers } from "#src/ui/data-table/sort-in-address.ts";

/** The filters of a table of students, as they are written in the address. */
export const studentFilterParsers = {
  search: parseAsString.withDefault(""),
  program: parseAsString.withDefault(""),
  cohort: parseAsString.withDefault(""),
  rotation: parseAsString.withDefault(""),
  standing: parseAsStringLiteral(standings),
  ...sortParsers(studentSorts),
};

export const loadStudentFilters = createLoader(studentFilterParsers);
export const studentFiltersInAddress = createSerializer(studentFilterParsers);
