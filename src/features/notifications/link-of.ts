/** The page that a notification refers to, as a path, if there is one. */
export function linkOf(payload: Record<string, unknown> | null): string | undefined {
  const id = (key: string) => (typeof payload?.[key] === "string" ? payload[key] : undefined);
  if (id("assessmentId")) return `/assessment/${id("assessmentId")}`;
  if (id("submissionId")) return `/dashboard/student/submissions/${id("submissionId")}`;
  if (id("reviewSubmissionId")) return `/dashboard/clinical-supervisor/submissions/${id("reviewSubmissionId")}`;
  if (id("roundId")) return `/feedback/${id("roundId")}`;
  if (id("requestId")) return "/dashboard/student/requests";
  return id("timeRecordId") ? "/dashboard/student/hours" : undefined;
}
