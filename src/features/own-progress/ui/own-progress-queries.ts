import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { AnalyticsAnswer, Recommendation } from "#src/features/analytics/schema.ts";
import type { RatingLine, RatingsAnswer } from "#src/features/analytics/school/schema.ts";
import type { HiddenAnswer } from "#src/features/own-progress/schema.ts";
import type { PredictionsAnswer } from "#src/features/predictions/schema.ts";
import { progressKeys, readAllPages } from "#src/features/progress/ui/progress-queries.ts";
import type { Period } from "./period.ts";

/** Under the key of the student's progress, so that a live event refreshes all of it. */
export const ownProgressKeys = {
  analytics: (studentId: string, period: Period) => [...progressKeys.student(studentId), "analytics", period] as const,
  forecast: (studentId: string) => [...progressKeys.student(studentId), "forecast"] as const,
  ratings: (studentId: string, from: string, to: string) =>
    [...progressKeys.student(studentId), "ratings", from, to] as const,
  hidden: () => ["hidden-suggestions"] as const,
};

export const ownProgressPaths = {
  analytics: (studentId: string, period: Period) =>
    `/api/competency-analytics?scope=student&studentId=${studentId}&timeframe=${period}` as const,
  forecast: (studentId: string) => `/api/predictions?studentId=${studentId}&limit=1` as const,
  ratings: (studentId: string, from: string, to: string, cursor: string | null) =>
    `/api/competency-analytics/ratings?studentId=${studentId}&from=${from}&to=${to}&limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}` as const,
  hidden: "/api/hidden-suggestions",
} as const;

export const ownProgressHref = "/dashboard/student/progress";

export function analyticsQuery(studentId: string, period: Period) {
  return queryOptions({
    queryKey: ownProgressKeys.analytics(studentId, period),
    queryFn: ({ signal }) => api<AnalyticsAnswer>(ownProgressPaths.analytics(studentId, period), { signal }),
    placeholderData: keepPreviousData,
  });
}

export function forecastQuery(studentId: string) {
  return queryOptions({
    queryKey: ownProgressKeys.forecast(studentId),
    queryFn: ({ signal }) => api<PredictionsAnswer>(ownProgressPaths.forecast(studentId), { signal }),
  });
}

/** Every counted assessment of a period, newest first: what the dots and the bars are drawn from. */
export function ratingsQuery(studentId: string, from: string, to: string) {
  return queryOptions({
    queryKey: ownProgressKeys.ratings(studentId, from, to),
    queryFn: ({ signal }): Promise<RatingLine[]> =>
      readAllPages((cursor) => api<RatingsAnswer>(ownProgressPaths.ratings(studentId, from, to, cursor), { signal })),
    placeholderData: keepPreviousData,
  });
}

export function hiddenQuery() {
  return queryOptions({
    queryKey: ownProgressKeys.hidden(),
    queryFn: ({ signal }) => api<HiddenAnswer>(ownProgressPaths.hidden, { signal }),
  });
}

/** Hides a suggestion, or shows it again. */
export async function hideSuggestion(
  queryClient: QueryClient,
  { kind, subject }: Pick<Recommendation, "kind" | "subject">,
  isHidden: boolean,
): Promise<void> {
  const body = { kind, subjectId: subject.id, isHidden };
  queryClient.setQueryData(
    ownProgressKeys.hidden(),
    await api<HiddenAnswer>(ownProgressPaths.hidden, { method: "PUT", body }),
  );
}
