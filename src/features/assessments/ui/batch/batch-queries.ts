import { queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { BatchChoices, BatchGrid } from "#src/features/assessments/batch/schema.ts";

/** Many students on a competency, or one student on many. */
export type BatchSubject = { competencyId: string; rotationId?: string | undefined } | { studentId: string };

export const batchPaths = {
  all: "/api/competency-assessments/batch",
  choices: "/api/competency-assessments/batch/choices",
  grid: (subject: BatchSubject) => `/api/competency-assessments/batch?${paramsOf(subject)}` as const,
} as const;

export const batchKeys = {
  choices: () => ["assessments", "batch", "choices"] as const,
  grid: (subject: BatchSubject) => ["assessments", "batch", "grid", paramsOf(subject)] as const,
};

export function batchHref(subject?: BatchSubject | { kind: "student" }): string {
  if (!subject) return "/assessment/batch";
  return `/assessment/batch?${"kind" in subject ? "one=student" : paramsOf(subject)}`;
}

function paramsOf(subject: BatchSubject): string {
  if ("studentId" in subject) return new URLSearchParams({ studentId: subject.studentId }).toString();
  const { competencyId, rotationId } = subject;
  return new URLSearchParams({ competencyId, ...(rotationId ? { rotationId } : {}) }).toString();
}

/** What is kept on the device is of the competency or the student, whichever of its rows are shown. */
export function subjectKey(subject: BatchSubject): string {
  return "studentId" in subject ? `student ${subject.studentId}` : `competency ${subject.competencyId}`;
}

export function batchChoicesQuery() {
  return queryOptions({
    queryKey: batchKeys.choices(),
    queryFn: ({ signal }) => api<BatchChoices>(batchPaths.choices, { signal }),
  });
}

export function batchGridQuery(subject: BatchSubject) {
  return queryOptions({
    queryKey: batchKeys.grid(subject),
    queryFn: ({ signal }) => api<BatchGrid>(batchPaths.grid(subject), { signal }),
    // Rows must not change while levels are being entered.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}
