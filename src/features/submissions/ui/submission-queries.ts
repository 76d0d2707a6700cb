import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type {
  ApprovedAnswer,
  SavedAnswer,
  StepAnswer,
  SubmissionAnswer,
  SubmissionContent,
  SubmissionsAnswer,
} from "#src/features/submissions/schema.ts";
import type { SubmissionKind, SubmissionView } from "#src/features/submissions/values.ts";

export type SubmissionFilters = { view: SubmissionView; kind: SubmissionKind | null; search: string };

export const submissionKeys = {
  /** The key of all queries about submissions. */
  all: () => ["submissions"] as const,
  lists: () => ["submissions", "list"] as const,
  list: (filters: SubmissionFilters) => ["submissions", "list", filters] as const,
  ofCompetency: (studentId: string, competencyId: string) => ["submissions", "list", studentId, competencyId] as const,
  waitingCount: () => ["submissions", "list", "waiting-count"] as const,
  one: (id: string) => ["submissions", "one", id] as const,
};

const base = "/api/submissions";

function narrowingOf({ view, kind, search }: SubmissionFilters): URLSearchParams {
  const query = new URLSearchParams({ view });
  const words = search.trim().slice(0, 200);
  if (kind) query.set("kind", kind);
  if (words !== "") query.set("search", words);
  return query;
}

export const submissionPaths = {
  all: base,
  one: (id: string) => `${base}/${encodeURIComponent(id)}` as const,
  act: (id: string, act: string) => `${base}/${encodeURIComponent(id)}/${act}` as const,
  export: (filters: SubmissionFilters) => `${base}/export?${narrowingOf(filters)}`,
  list: (filters: SubmissionFilters, cursor: string | null = null) => {
    const query = narrowingOf(filters);
    query.set("limit", "50");
    if (cursor) query.set("cursor", cursor);
    return `${base}?${query}` as const;
  },
  ofCompetency: (studentId: string, competencyId: string) =>
    `${base}?${new URLSearchParams({ studentId, competencyId, limit: "20" })}` as const,
  waitingCount: `${base}?view=waiting&limit=1`,
} as const;

export const ownSubmissionsHref = "/dashboard/student/submissions";

export function ownSubmissionHref(id: string): string {
  return `${ownSubmissionsHref}/${encodeURIComponent(id)}`;
}

/** Where a student writes evidence: for this competency, or for one that they choose there; `from` is where they return to. */
export function newSubmissionHref(competencyId?: string, from?: string): string {
  const params = new URLSearchParams({ ...(competencyId ? { competencyId } : {}), ...(from ? { from } : {}) });
  return params.size === 0 ? `${ownSubmissionsHref}/new` : `${ownSubmissionsHref}/new?${params}`;
}

export const noFilters: SubmissionFilters = { view: "open", kind: null, search: "" };

export function submissionsQuery(filters: SubmissionFilters) {
  return infiniteQueryOptions({
    queryKey: submissionKeys.list(filters),
    queryFn: ({ pageParam, signal }) => api<SubmissionsAnswer>(submissionPaths.list(filters, pageParam), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  });
}

export function submissionsOfCompetencyQuery(studentId: string, competencyId: string) {
  return queryOptions({
    queryKey: submissionKeys.ofCompetency(studentId, competencyId),
    queryFn: ({ signal }) => api<SubmissionsAnswer>(submissionPaths.ofCompetency(studentId, competencyId), { signal }),
  });
}

/** How many wait for the reader, who reviews. */
export function waitingCountQuery() {
  return queryOptions({
    queryKey: submissionKeys.waitingCount(),
    queryFn: ({ signal }) => api<SubmissionsAnswer>(submissionPaths.waitingCount, { signal }),
  });
}

export function submissionQuery(id: string) {
  return queryOptions({
    queryKey: submissionKeys.one(id),
    queryFn: ({ signal }) => api<SubmissionAnswer>(submissionPaths.one(id), { signal }),
  });
}

export function createSubmission(submissionId: string, competencyId: string, content: SubmissionContent) {
  return api<SavedAnswer>(base, {
    method: "POST",
    body: { submissionId, competencyId, ...content },
  });
}

export function saveSubmission(id: string, content: SubmissionContent & { baseVersion?: string }) {
  return api<SavedAnswer>(submissionPaths.one(id), { method: "PUT", body: content });
}

/** Each is one act of the user: the key is the same however often it is tried. */
export function submitSubmission(
  id: string,
  body: SubmissionContent & { baseVersion?: string; words?: string },
  idempotencyKey: string,
) {
  return api<StepAnswer>(submissionPaths.act(id, "submit"), { method: "POST", body, idempotencyKey });
}

export function withdrawSubmission(id: string, idempotencyKey: string) {
  return api<StepAnswer>(submissionPaths.act(id, "withdraw"), { method: "POST", idempotencyKey });
}

export function takeSubmission(id: string, baseRevision: number, idempotencyKey: string) {
  return api<StepAnswer>(submissionPaths.act(id, "take"), { method: "POST", body: { baseRevision }, idempotencyKey });
}

export type Decision =
  | { act: "approve"; comment: string; overallRating: number }
  | { act: "return" | "reject"; comment: string };

export function decideSubmission(
  id: string,
  { act, ...decision }: Decision,
  baseRevision: number,
  idempotencyKey: string,
) {
  return api<StepAnswer | ApprovedAnswer>(submissionPaths.act(id, act), {
    method: "POST",
    body: { ...decision, baseRevision },
    idempotencyKey,
  });
}
