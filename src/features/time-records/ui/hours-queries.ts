import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { HoursAnswer, TimeRecordsAnswer, TimerAnswer, ToDecideAnswer } from "#src/features/time-records/schema.ts";

export type ToDecideStatus = "PENDING" | "NEEDS_INFO" | "APPROVED" | "NOT_APPROVED";
export type ToDecideFilters = { status: ToDecideStatus; search: string };

export const hoursKeys = {
  /** The key of all queries about hours. */
  all: () => ["hours"] as const,
  week: (studentId: string, from: string, to: string) => ["hours", studentId, "week", from, to] as const,
  byRotation: (studentId: string) => ["hours", studentId, "by-rotation"] as const,
  timer: () => ["hours", "timer"] as const,
  toDecide: (filters: ToDecideFilters) => ["hours", "to-decide", filters] as const,
};

function narrowingOf({ status, search }: ToDecideFilters): URLSearchParams {
  const query = new URLSearchParams({ status });
  const words = search.trim().slice(0, 200);
  if (words !== "") query.set("search", words);
  return query;
}

export const hoursPaths = {
  all: "/api/time-records",
  week: (studentId: string, from: string, to: string) =>
    `/api/time-records?studentId=${studentId}&from=${from}&to=${to}&limit=200` as const,
  byRotation: (studentId: string) => `/api/time-records/by-rotation?studentId=${studentId}` as const,
  timer: "/api/time-record-timer",
  decide: "/api/time-records/decide",
  one: (id: string) => `/api/time-records/${encodeURIComponent(id)}` as const,
  export: (filter: Record<string, string> = {}) => {
    const query = new URLSearchParams(filter).toString();
    return `/api/time-records/export${query === "" ? "" : `?${query}`}` as const;
  },
  toDecideExport: (filters: ToDecideFilters) => `/api/time-records/to-decide/export?${narrowingOf(filters)}`,
  toDecide: (filters: ToDecideFilters, cursor: string | null = null) => {
    const query = narrowingOf(filters);
    query.set("limit", "200");
    if (cursor) query.set("cursor", cursor);
    return `/api/time-records/to-decide?${query}` as const;
  },
} as const;

/** The records of a student from a day to another, both included. */
export function weekQuery(studentId: string, from: string, to: string) {
  return queryOptions({
    queryKey: hoursKeys.week(studentId, from, to),
    queryFn: ({ signal }) => api<TimeRecordsAnswer>(hoursPaths.week(studentId, from, to), { signal }),
    placeholderData: keepPreviousData,
  });
}

export function byRotationQuery(studentId: string) {
  return queryOptions({
    queryKey: hoursKeys.byRotation(studentId),
    queryFn: ({ signal }) => api<HoursAnswer>(hoursPaths.byRotation(studentId), { signal }),
  });
}

const timerRefreshMs = 60_000;

export function timerQuery() {
  return queryOptions({
    queryKey: hoursKeys.timer(),
    queryFn: ({ signal }) => api<TimerAnswer>(hoursPaths.timer, { signal }),
    refetchInterval: timerRefreshMs,
  });
}

export function toDecideQuery(filters: ToDecideFilters) {
  return infiniteQueryOptions({
    queryKey: hoursKeys.toDecide(filters),
    queryFn: ({ pageParam, signal }) => api<ToDecideAnswer>(hoursPaths.toDecide(filters, pageParam), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  });
}
