import type { Standing, StudentSort } from "#src/features/people/values.ts";
import { type AddressSort, addSort } from "#src/ui/data-table/sort-in-address.ts";

/** The filters of a list of students. */
export type StudentFilters = AddressSort<StudentSort> & {
  search: string;
  program: string;
  cohort: string;
  rotation: string;
  standing: Standing | null;
};

export const noStudentFilters: StudentFilters = {
  search: "",
  program: "",
  cohort: "",
  rotation: "",
  standing: null,
  sort: null,
  direction: null,
};

const id = /^[A-Za-z0-9_.:-]{1,64}$/;

/** An address can be typed by hand: values that the API would refuse are left out, so that the page does not fail. */
export function studentsPath(filters: StudentFilters, page: { limit?: number; cursor?: string | null } = {}) {
  const query = queryOf(filters);
  if (page.limit) query.set("limit", String(page.limit));
  if (page.cursor) query.set("cursor", page.cursor);
  const text = query.toString();
  return `/api/students${text === "" ? "" : `?${text}`}` as const;
}

/** The same list as CSV. */
export function studentsExportPath(filters: StudentFilters): string {
  const text = queryOf(filters).toString();
  return `/api/students/export${text === "" ? "" : `?${text}`}`;
}

function queryOf(filters: StudentFilters): URLSearchParams {
  const query = new URLSearchParams();
  const search = filters.search.trim().slice(0, 200);
  if (search !== "") query.set("search", search);
  if (id.test(filters.program)) query.set("programId", filters.program);
  if (id.test(filters.cohort)) query.set("cohortId", filters.cohort);
  if (id.test(filters.rotation)) query.set("rotationId", filters.rotation);
  if (filters.standing) query.set("standing", filters.standing);
  addSort(query, filters);
  return query;
}
