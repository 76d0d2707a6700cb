import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { type FormAnswer, formAnswer, type StaffAssessmentView } from "#src/features/assessments/schema.ts";
import { assessmentKeys, assessmentPaths } from "#src/features/assessments/ui/assessment-queries.ts";
import { DraftForm, SubmittedRecord } from "#src/features/assessments/ui/draft-or-record.tsx";
import { strings } from "#src/features/assessments/ui/strings.ts";
import { requestLine } from "#src/features/requests/schema.ts";
import { AskedWords, DeclineSection, RequestRecord } from "#src/features/requests/ui/request-later.tsx";
import { requestPaths, requestsHref } from "#src/features/requests/ui/request-queries.ts";
import { AssessmentSelf } from "#src/features/self-evaluations/ui/assessment-self-later.tsx";
import { findFromApi } from "#src/http/server-api.ts";
import { dashboardOf, type PageRole } from "../../dashboard/roles.ts";
import { getPageUser } from "../../page-user.ts";
import { Prefetched } from "../../prefetched.tsx";
import { findAssessment } from "../find-assessment.ts";

export const metadata: Metadata = { title: strings.assessment };

/** Opens the reader's own draft and a request to them for editing, and a signed assessment for reading. */
export default async function AssessmentPage({ params }: { params: Promise<{ id: string }> }) {
  const [{ id }, user] = await Promise.all([params, getPageUser()]);
  const view = await findAssessment(id);
  if (!view) notFound();
  if (view.status === "DRAFT" && user.role === "CLINICAL_SUPERVISOR") {
    const form = await findFromApi(assessmentPaths.form(view.studentId, view.competencyId), formAnswer);
    // The form contains only the reader's own draft, so another assessor's draft stays hidden.
    if (form?.draft?.assessmentId === view.id) return <DraftForm form={form} key={view.id} userId={user.id} />;
  }
  if (wasRequest(view.status)) {
    const request = await findFromApi(requestPaths.one(view.id), requestLine);
    if (request?.status === "REQUESTED" && request.supervisorId === user.id) {
      const form = await findFromApi(assessmentPaths.form(view.studentId, view.competencyId), formAnswer);
      if (form?.request?.assessmentId === view.id)
        return <RequestForm form={form} request={form.request} userId={user.id} />;
    }
    if (request) {
      const isOwn = request.studentId === user.id;
      return (
        <RequestRecord backHref={isOwn ? requestsHref : backOf(user.role, view)} isOwn={isOwn} request={request} />
      );
    }
  }
  return (
    <Prefetched data={[[assessmentKeys.one(id), view]]}>
      <SubmittedRecord backHref={backOf(user.role, view)} id={id} isStudent={user.role === "STUDENT"} />
      {user.role === "STUDENT" ? <AssessmentSelf id={id} /> : null}
    </Prefetched>
  );
}

/** Asked for, and not begun yet, or never. */
function wasRequest(status: string): boolean {
  return ["REQUESTED", "DECLINED", "CANCELLED", "EXPIRED"].includes(status);
}

/** The form of a request. Looking changes nothing; a draft that is open already goes on in it. */
function RequestForm({
  form,
  request,
  userId,
}: {
  form: FormAnswer;
  request: NonNullable<FormAnswer["request"]>;
  userId: string;
}) {
  const { assessmentId: id, observedAt } = request;
  const studentName = form.student.name;
  return (
    <DraftForm
      form={form}
      key={id}
      request={{
        id,
        observedAt,
        words: <AskedWords request={request} studentName={studentName} />,
        decline: <DeclineSection assessmentId={id} studentName={studentName} />,
      }}
      userId={userId}
    />
  );
}

function backOf(role: PageRole, view: StaffAssessmentView): string {
  switch (role) {
    case "STUDENT":
      return "/dashboard/student";
    case "CLINICAL_SUPERVISOR":
      return `/dashboard/clinical-supervisor/students/${view.studentId}`;
    case "SCHOOL_ADMIN":
      return `/dashboard/school-admin/students/${view.studentId}`;
    case "SUPER_ADMIN":
      return dashboardOf(role);
  }
}
