/** The page that a notification refers to, as a path, if there is one. */
export function linkOf(payload: Record<string, unknown> | null): string | undefined {
  const id = (key: string) => (typeof payload?.[key] === "string" ? payload[key] : undefined);
  if (id("assessmentId")) return `/assessment/${id("assessmentId")}`;
  if (id("submissionId")) return `/dashboard/student/submissions/${id("submissionId")}`;
  if (id("reviewSubmissionId")) return `/dashboard/clinical-supervisor/submissions/${id("reviewSubmissionId")}`;
  if (id("roundId")) return `/feedback/${id("roundId")}`;
  if (id("reportRunId")) return `/reports/generator?run=${id("reportRunId")}`;
  if (id("reportId")) return `/reports/generator?report=${id("reportId")}`;
  if (id("requestId")) return "/dashboard/student/requests";
  if (id("personExportId") || id("erasureId")) return "/settings/privacy";
  if (id("auditSchoolId")) return "/dashboard/school-admin/audit";
  if (id("healthCheck")) return "/dashboard/super-admin/health";
  // A framework that is completed has a certificate.
  if (payload?.kind === "framework" && id("achievementId")) return "/dashboard/student/reports";
  const list = id("overdueOf");
  if (list) return overdueLists[list];
  if (Array.isArray(payload?.assignmentIds)) return pageOfDue(payload.assignmentIds, payload.dueOn === undefined);
  return id("timeRecordId") ? "/dashboard/student/hours" : undefined;
}

/** Students with the most overdue competencies first. */
const overdueLists: Record<string, string> = {
  SUPERVISOR: "/dashboard/clinical-supervisor/students?sort=overdue&direction=desc",
  SCHOOL: "/dashboard/school-admin?sort=overdue&direction=desc#students",
};

/** One competency has a page of its own; of several the list shows those that are meant. */
function pageOfDue([first, ...others]: unknown[], isOverdue: boolean): string {
  const list = "/dashboard/student/competencies";
  if (typeof first === "string" && others.length === 0) return `${list}/${first}`;
  return isOverdue ? `${list}?status=OVERDUE` : list;
}
