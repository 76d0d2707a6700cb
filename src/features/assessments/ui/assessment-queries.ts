import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { FormAnswer, QueueAnswer, QueueLine, StaffAssessmentView } from "#src/features/assessments/schema.ts";

export const assessmentKeys = {
  queue: () => ["assessments", "queue"] as const,
  one: (id: string) => ["assessments", "one", id] as const,
};

/** Students with something due on one page of the queue. */
const queuePageSize = 20;

/** What may be done with a submitted assessment, as the last part of an address. */
export type Act = "take-back" | "amend" | "void" | "approve" | "reject" | "reopen" | "acknowledge" | "reply";

export const assessmentPaths = {
  queue: (cursor: string | null) =>
    `/api/competency-assessments/queue?limit=${queuePageSize}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}` as const,
  hidden: "/api/competency-assessments/queue/hidden",
  hiddenStudent: (studentId: string) =>
    `/api/competency-assessments/queue/hidden/${encodeURIComponent(studentId)}` as const,
  form: (studentId: string, competencyId: string) =>
    `/api/competency-assessments/form?studentId=${encodeURIComponent(studentId)}&competencyId=${encodeURIComponent(competencyId)}` as const,
  all: "/api/competency-assessments",
  one: (id: string) => `/api/competency-assessments/${encodeURIComponent(id)}` as const,
  act: (id: string, act: Act) => `/api/competency-assessments/${encodeURIComponent(id)}/${act}` as const,
  drafts: "/api/competency-assessments/drafts",
  draft: (id: string) => `/api/competency-assessments/${encodeURIComponent(id)}/draft` as const,
  discardDraft: (id: string, version: string | null) =>
    `/api/competency-assessments/${encodeURIComponent(id)}/draft${version === null ? "" : `?baseVersion=${encodeURIComponent(version)}`}` as const,
  submitDraft: (id: string) => `/api/competency-assessments/${encodeURIComponent(id)}/submit` as const,
  file: (id: string) => `/api/files/${encodeURIComponent(id)}` as const,
} as const;

/** The address of the form for one student and competency. */
export function assessHref(studentId: string, competencyId: string): string {
  return `/assessment/new?studentId=${encodeURIComponent(studentId)}&competencyId=${encodeURIComponent(competencyId)}`;
}

/** A line of the queue or of the assessment centre. */
export type WorkLine = Pick<
  QueueLine,
  "assessmentId" | "studentId" | "studentName" | "competencyId" | "competencyName" | "dueOn"
>;

/** The address that a line's button opens. */
export function hrefOf(
  line: Pick<WorkLine, "assessmentId" | "studentId" | "competencyId"> & { kind?: QueueLine["kind"] },
): string {
  if (line.kind === "feedback" && line.assessmentId) return `/feedback/${line.assessmentId}`;
  return line.assessmentId ? `/assessment/${line.assessmentId}` : assessHref(line.studentId, line.competencyId);
}

export function queueQuery() {
  return infiniteQueryOptions({
    queryKey: assessmentKeys.queue(),
    queryFn: ({ pageParam, signal }) => api<QueueAnswer>(assessmentPaths.queue(pageParam), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });
}

/** A submitted assessment, as the reader may see it. */
export function assessmentQuery(id: string) {
  return queryOptions({
    queryKey: assessmentKeys.one(id),
    queryFn: ({ signal }) => api<StaffAssessmentView>(assessmentPaths.one(id), { signal }),
  });
}

/** What a form for this student and competency needs. */
export function formDataQuery({ studentId, competencyId }: { studentId: string; competencyId: string }) {
  return queryOptions({
    queryKey: ["assessments", "form", studentId, competencyId],
    queryFn: ({ signal }) => api<FormAnswer>(assessmentPaths.form(studentId, competencyId), { signal }),
  });
}
