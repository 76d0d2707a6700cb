import { queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { SchoolAnswer, TermsAnswer } from "#src/features/schools/schema.ts";

export const schoolKeys = {
  school: () => ["school"] as const,
  terms: () => ["terms"] as const,
};

export const schoolPaths = {
  school: "/api/school",
  logo: "/api/school/logo",
  terms: "/api/terms",
  term: (id: string) => `/api/terms/${encodeURIComponent(id)}` as const,
} as const;

/** Addresses of pages, for links. */
export const settingsPages = {
  school: "/dashboard/school-admin/settings",
  programs: "/dashboard/school-admin/settings/programs",
  terms: "/dashboard/school-admin/settings/terms",
  requests: "/dashboard/school-admin/settings/requests",
  assessing: "/dashboard/school-admin/settings/assessing",
  scales: "/dashboard/school-admin/settings/scales",
  messages: "/dashboard/school-admin/settings/messages",
  suggestions: "/dashboard/school-admin/settings/suggestions",
  signIn: "/dashboard/school-admin/settings/sign-in",
} as const;

export function schoolQuery() {
  return queryOptions({
    queryKey: schoolKeys.school(),
    queryFn: ({ signal }) => api<SchoolAnswer>(schoolPaths.school, { signal }),
  });
}

export function termsQuery() {
  return queryOptions({
    queryKey: schoolKeys.terms(),
    queryFn: ({ signal }) => api<TermsAnswer>(schoolPaths.terms, { signal }),
  });
}
