import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { AssessmentsAnswer } from "#src/features/assessments/schema.ts";
import type {
  Assignment,
  AssignmentsAnswer,
  CompetencyAnswer,
  EvidenceAnswer,
  HistoryAnswer,
  ProgressAnswer,
  WhyAnswer,
} from "#src/features/progress/schema.ts";
import type { RenewalsAnswer } from "#src/features/renewals/schema.ts";

/** All data of one student has their id in its key, so that a live event refreshes only that student. */
export const progressKeys = {
  student: (studentId: string) => ["progress", studentId] as const,
  overview: (studentId: string) => ["progress", studentId, "overview"] as const,
  history: (studentId: string) => ["progress", studentId, "history"] as const,
  assignments: (studentId: string) => ["progress", studentId, "assignments"] as const,
  assessed: (studentId: string) => ["progress", studentId, "assessed"] as const,
  renewals: (studentId: string) => ["progress", studentId, "renewals"] as const,
  competency: (studentId: string, assignmentId: string) => ["progress", studentId, "competency", assignmentId] as const,
  /** What follows the first page, which ends at `after`. */
  evidence: (studentId: string, assignmentId: string, after: string | null) =>
    ["progress", studentId, "evidence", assignmentId, after] as const,
  everyWhy: () => ["why"] as const,
  why: (assignmentId: string) => ["why", assignmentId] as const,
};

/** The same addresses are used by the page's first render and by the browser's queries. */
export const progressPaths = {
  overview: (studentId: string) => `/api/competency-progress?studentId=${studentId}` as const,
  history: (studentId: string) => `/api/competency-progress/history?studentId=${studentId}` as const,
  assignments: (studentId: string, cursor: string | null) =>
    `/api/competency-assignments?studentId=${studentId}&limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}` as const,
  assessed: (studentId: string) => `/api/competency-assessments?studentId=${studentId}&limit=100` as const,
  /** What is to be renewed, the first to expire at the top. */
  renewals: (studentId: string) => `/api/renewals?limit=5&studentId=${studentId}` as const,
  competency: (assignmentId: string) => `/api/competency-assignments/${encodeURIComponent(assignmentId)}` as const,
  evidence: (assignmentId: string, cursor: string | null) =>
    `/api/competency-assignments/${encodeURIComponent(assignmentId)}/evidence?limit=20${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}` as const,
  why: (assignmentId: string) => `/api/competency-assignments/${assignmentId}/why` as const,
};

export function overviewQuery(studentId: string) {
  return queryOptions({
    queryKey: progressKeys.overview(studentId),
    queryFn: ({ signal }) => api<ProgressAnswer>(progressPaths.overview(studentId), { signal }),
  });
}

export function historyQuery(studentId: string) {
  return queryOptions({
    queryKey: progressKeys.history(studentId),
    queryFn: ({ signal }) => api<HistoryAnswer>(progressPaths.history(studentId), { signal }),
  });
}

export function studentRenewalsQuery(studentId: string) {
  return queryOptions({
    queryKey: progressKeys.renewals(studentId),
    queryFn: ({ signal }) => api<RenewalsAnswer>(progressPaths.renewals(studentId), { signal }),
  });
}

/** All competencies of a student. There are only dozens, so filters and counts work without further requests. */
export function assignmentsQuery(studentId: string) {
  return queryOptions({
    queryKey: progressKeys.assignments(studentId),
    queryFn: ({ signal }): Promise<Assignment[]> =>
      readAllPages((cursor) => api<AssignmentsAnswer>(progressPaths.assignments(studentId, cursor), { signal })),
  });
}

/** The signed assessments of a student, newest first, enough to count weeks and days. */
export function assessedQuery(studentId: string) {
  return queryOptions({
    queryKey: progressKeys.assessed(studentId),
    queryFn: ({ signal }) => api<AssessmentsAnswer>(progressPaths.assessed(studentId), { signal }),
  });
}

export function whyQuery(assignmentId: string) {
  return queryOptions({
    queryKey: progressKeys.why(assignmentId),
    queryFn: ({ signal }) => api<WhyAnswer>(progressPaths.why(assignmentId), { signal }),
  });
}

export function competencyQuery(studentId: string, assignmentId: string) {
  return queryOptions({
    queryKey: progressKeys.competency(studentId, assignmentId),
    queryFn: ({ signal }) => api<CompetencyAnswer>(progressPaths.competency(assignmentId), { signal }),
  });
}

/** The evidence after the first page, read only when somebody asks for more. */
export function moreEvidenceQuery(studentId: string, assignmentId: string, after: string | null) {
  return infiniteQueryOptions({
    queryKey: progressKeys.evidence(studentId, assignmentId, after),
    queryFn: ({ pageParam, signal }) =>
      api<EvidenceAnswer>(progressPaths.evidence(assignmentId, pageParam), { signal }),
    initialPageParam: after,
    getNextPageParam: (last) => last.nextCursor,
    enabled: false,
  });
}

type Page<Item> = { items: Item[]; nextCursor: string | null };

/** Reads all pages of a list. */
export async function readAllPages<Item>(read: (cursor: string | null) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Item> = await read(cursor);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}
