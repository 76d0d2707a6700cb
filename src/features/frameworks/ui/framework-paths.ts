import { addSort } from "#src/ui/data-table/sort-in-address.ts";
import type { FrameworkFilters } from "./framework-filters.ts";

function narrowingOf(filters: FrameworkFilters): URLSearchParams {
  const query = new URLSearchParams();
  const search = filters.search.trim().slice(0, 200);
  if (search !== "") query.set("search", search);
  if (filters.status) query.set("status", filters.status);
  addSort(query, filters);
  return query;
}

export function frameworksExportPath(filters: FrameworkFilters): string {
  return `/api/competency-frameworks/export?${narrowingOf(filters)}`;
}

export function frameworksPath(filters: FrameworkFilters, cursor?: string | null) {
  const query = narrowingOf(filters);
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

export const templatePath = "/api/competency-frameworks/template.csv" as const;

export const ratingScalesPath = "/api/rating-scales" as const;

/** Addresses of pages, for links. */
export const frameworkPages = {
  list: "/dashboard/school-admin/frameworks",
  import: "/dashboard/school-admin/frameworks/import",
  one: (id: string) => `/dashboard/school-admin/frameworks/${encodeURIComponent(id)}`,
  edit: (id: string) => `/dashboard/school-admin/frameworks/${encodeURIComponent(id)}/edit`,
  changes: (id: string) => `/dashboard/school-admin/frameworks/${encodeURIComponent(id)}/changes`,
  deploy: (id: string) => `/dashboard/school-admin/frameworks/${encodeURIComponent(id)}/deploy`,
};
