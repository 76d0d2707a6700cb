import type { FaultCode, Verdict } from "#src/features/people-imports/values.ts";

export const importsPath = "/api/people-imports" as const;

export function importPath(id: string) {
  return `/api/people-imports/${encodeURIComponent(id)}` as const;
}

export type RowFilter = { verdict: Verdict | null; fault: FaultCode | null; refused?: boolean };

export function rowsPath(id: string, { verdict, fault, refused }: RowFilter, cursor: string | null) {
  const query = new URLSearchParams({ limit: "200" });
  if (verdict) query.set("verdict", verdict);
  if (fault) query.set("fault", fault);
  if (refused) query.set("refused", "true");
  if (cursor) query.set("cursor", cursor);
  return `${importPath(id)}/rows?${query}` as const;
}

export const importPages = {
  people: "/dashboard/school-admin/users",
  start: "/dashboard/school-admin/users/import",
  one: (id: string) => `/dashboard/school-admin/users/import?id=${encodeURIComponent(id)}`,
  template: "/people-template.csv",
};
