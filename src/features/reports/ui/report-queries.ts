import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, newIdempotencyKey } from "#src/client/api.ts";
import type {
  ChoicesAnswer,
  PreviewAnswer,
  Question,
  ReportAnswer,
  ReportsAnswer,
  RunAnswer,
  RunsAnswer,
  Schedule,
} from "#src/features/reports/schema.ts";

export const reportPaths = {
  choices: (studentId?: string) =>
    `/api/report-choices${studentId ? `?studentId=${encodeURIComponent(studentId)}` : ""}` as const,
  list: "/api/reports",
  one: (id: string) => `/api/reports/${encodeURIComponent(id)}` as const,
  runs: "/api/report-runs",
  run: (id: string) => `/api/report-runs/${encodeURIComponent(id)}` as const,
  file: (id: string) => `/api/report-runs/${encodeURIComponent(id)}/file` as const,
} as const;

export const reportPages = {
  builder: "/reports/generator",
  open: (id: string) => `/reports/generator?report=${encodeURIComponent(id)}`,
  listOf: (role: string) =>
    role === "SCHOOL_ADMIN"
      ? "/dashboard/school-admin/reports/saved"
      : role === "CLINICAL_SUPERVISOR"
        ? "/dashboard/clinical-supervisor/reports"
        : "/dashboard/student/reports",
} as const;

export const reportKeys = {
  all: ["reports"] as const,
  list: () => [...reportKeys.all, "list"] as const,
  runs: () => [...reportKeys.all, "runs"] as const,
  run: (id: string) => [...reportKeys.all, "run", id] as const,
};

export function reportsQuery() {
  return queryOptions({
    queryKey: reportKeys.list(),
    queryFn: ({ signal }) => api<ReportsAnswer>(reportPaths.list, { signal }),
  });
}

export function runsQuery() {
  return queryOptions({
    queryKey: reportKeys.runs(),
    queryFn: ({ signal }) => api<RunsAnswer>(reportPaths.runs, { signal }),
  });
}

const isOver = (run: RunAnswer | undefined) => run !== undefined && run.state !== "QUEUED" && run.state !== "RUNNING";

/** Asked again each second until it is over. */
export function runQuery(id: string | null) {
  return queryOptions({
    queryKey: reportKeys.run(id ?? ""),
    queryFn: ({ signal }) => api<RunAnswer>(reportPaths.run(id ?? ""), { signal }),
    enabled: id !== null,
    refetchInterval: ({ state }) => (isOver(state.data) ? false : 1_000),
  });
}

export function previewQuery(question: Question | null) {
  return queryOptions({
    queryKey: [...reportKeys.all, "preview", question] as const,
    queryFn: ({ signal }) => api<PreviewAnswer>("/api/report-previews", { method: "POST", body: { question }, signal }),
    enabled: question !== null,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 30_000,
  });
}

export function studentsQuery(search: string, studentId: string | undefined) {
  const query = new URLSearchParams({ search, ...(studentId ? { studentId } : {}) });
  return queryOptions({
    queryKey: [...reportKeys.all, "students", search, studentId] as const,
    queryFn: ({ signal }) => api<ChoicesAnswer>(`/api/report-choices?${query}`, { signal }),
    placeholderData: keepPreviousData,
  });
}

export function askForRun(question: Question, reportId: string | undefined, key = newIdempotencyKey()) {
  const body = { question, ...(reportId ? { reportId } : {}) };
  return api<RunAnswer>(reportPaths.runs, { method: "POST", body, idempotencyKey: key });
}

export function stopRun(id: string) {
  return api<RunAnswer>(`${reportPaths.run(id)}/cancel`, { method: "POST", body: {} });
}

export function keepReport(question: Question, key = newIdempotencyKey()) {
  return api<ReportAnswer>(reportPaths.list, { method: "POST", body: { question }, idempotencyKey: key });
}

export function saveReport(id: string, question: Question, revision: number) {
  return api<ReportAnswer>(reportPaths.one(id), {
    method: "PUT",
    body: { question },
    headers: { "If-Match": `"${revision}"` },
  });
}

export function copyReport(id: string, key = newIdempotencyKey()) {
  return api<ReportAnswer>(`${reportPaths.one(id)}/copy`, { method: "POST", body: {}, idempotencyKey: key });
}

export function deleteReport(id: string) {
  return api(reportPaths.one(id), { method: "DELETE" });
}

export function restoreReport(id: string) {
  return api(`${reportPaths.one(id)}/restore`, { method: "POST", body: {} });
}

export function shareReport(id: string, isShared: boolean) {
  return api<ReportAnswer>(`${reportPaths.one(id)}/sharing`, { method: "PUT", body: { isShared } });
}

export function scheduleReport(id: string, body: { schedule: Schedule | null; recipientIds: string[] }) {
  return api<ReportAnswer>(`${reportPaths.one(id)}/schedule`, { method: "PUT", body });
}
