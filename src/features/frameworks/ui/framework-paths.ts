import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";

export const frameworkStatuses = ["DRAFT", "PUBLISHED", "DEPRECATED"] as const;

/** The filters of the frameworks table, as they are written in the address. */
export const frameworkFilterParsers = {
  search: parseAsString.withDefault(""),
  status: parseAsStringLiteral(frameworkStatuses),
};

export type FrameworkFilters = { search: string; status: (typeof frameworkStatuses)[number] | null };

export const loadFrameworkFilters = createLoader(frameworkFilterParsers);

export function frameworksPath(filters: FrameworkFilters, cursor?: string | null) {
  const query = new URLSearchParams();
  const search = filters.search.trim().slice(0, 200);
  if (search !== "") query.set("search", search);
  if (filters.status) query.set("status", filters.status);
  if (cursor) query.set("cursor", cursor);
  const text = query.toString();
  return `/api/competency-frameworks${text === "" ? "" : `?${text}`}` as const;
}

export function frameworkPath(id: string) {
  return `/api/competency-frameworks/${encodeURIComponent(id)}` as const;
}

export function importPath(id: string) {
  return `/api/competency-frameworks/imports/${encodeURIComponent(id)}` as const;
}

export const ratingScalesPath = "/api/rating-scales" as const;

/** Addresses of pages, for links. */
export const frameworkPages = {
  list: "/dashboard/school-admin/frameworks",
  import: "/dashboard/school-admin/frameworks/import",
  one: (id: string) => `/dashboard/school-admin/frameworks/${encodeURIComponent(id)}`,
  deploy: (id: string) => `/dashboard/school-admin/frameworks/${encodeURIComponent(id)}/deploy`,
};
