import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { formAnswer, type StaffAssessmentView } from "#src/features/assessments/schema.ts";
import { AssessmentForm } from "#src/features/assessments/ui/assessment-form.tsx";
import { assessmentPaths } from "#src/features/assessments/ui/assessment-queries.ts";
import { AssessmentRecord } from "#src/features/assessments/ui/assessment-view.tsx";
import { strings } from "#src/features/assessments/ui/strings.ts";
import { findFromApi } from "#src/http/server-api.ts";
import { dashboardOf, type PageRole } from "../../dashboard/roles.ts";
import { getPageUser } from "../../page-user.ts";
import { findAssessment } from "../find-assessment.ts";

export const metadata: Metadata = { title: strings.assessment };

/** Opens the reader's own draft for editing and a signed assessment for reading. */
export default async function AssessmentPage({ params }: { params: Promise<{ id: string }> }) {
  const [{ id }, user] = await Promise.all([params, getPageUser()]);
  const view = await findAssessment(id);
  if (!view) notFound();
  if (view.status === "DRAFT" && user.role === "CLINICAL_SUPERVISOR") {
    const form = await findFromApi(assessmentPaths.form(view.studentId, view.competencyId), formAnswer);
    // The form contains only the reader's own draft, so another assessor's draft stays hidden.
    if (form?.draft?.assessmentId === view.id) return <AssessmentForm form={form} key={view.id} userId={user.id} />;
  }
  return <AssessmentRecord backHref={backOf(user.role, view)} view={view} />;
}

function backOf(role: PageRole, view: StaffAssessmentView): string {
  switch (role) {
    case "STUDENT":
      return "/dashboard/student";
    case "CLINICAL_SUPERVISOR":
      return `/dashboard/clinical-supervisor/students/${view.studentId}`;
    case "SCHOOL_ADMIN":
    case "SUPER_ADMIN":
      return dashboardOf(role);
  }
}
