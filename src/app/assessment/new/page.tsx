import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { centreAnswer, formAnswer } from "#src/features/assessments/schema.ts";
import { assessmentPaths } from "#src/features/assessments/ui/assessment-queries.ts";
import { CannotAssess } from "#src/features/assessments/ui/cannot-assess.tsx";
import { centrePath, noCentreFilters } from "#src/features/assessments/ui/centre-queries.ts";
import { DraftForm } from "#src/features/assessments/ui/draft-or-record.tsx";
import { ownWorkOf } from "#src/features/assessments/ui/picker-order.ts";
import { CompetencyPicker, StudentPicker } from "#src/features/assessments/ui/pickers-later.tsx";
import { strings } from "#src/features/assessments/ui/strings.ts";
import { studentsAnswer } from "#src/features/people/schema.ts";
import { noStudentFilters, studentsPath } from "#src/features/people/ui/student-paths.ts";
import { studentKeys } from "#src/features/people/ui/student-queries.ts";
import { assignmentsAnswer } from "#src/features/progress/schema.ts";
import { progressKeys, progressPaths, readAllPages } from "#src/features/progress/ui/progress-queries.ts";
import { findFromApi, serverApi } from "#src/http/server-api.ts";
import { findStudent } from "../../dashboard/find-student.ts";
import { getPageUserWithRole } from "../../page-user.ts";
import { Prefetched } from "../../prefetched.tsx";

export const metadata: Metadata = { title: strings.newAssessment };

type Props = { searchParams: Promise<{ studentId?: string | string[]; competencyId?: string | string[] }> };

/** Shows the form if the address has a student and a competency; otherwise asks for the one that is missing. */
export default async function NewAssessmentPage({ searchParams }: Props) {
  const user = await getPageUserWithRole("CLINICAL_SUPERVISOR");
  const { studentId, competencyId } = await searchParams;
  if (typeof studentId !== "string") return <ChooseStudent />;
  if (typeof competencyId !== "string") return <ChooseCompetency studentId={studentId} />;
  const form = await findFromApi(assessmentPaths.form(studentId, competencyId), formAnswer);
  if (!form) return <CannotAssess />;
  // The student has asked for it: what is written answers the request.
  if (form.request && !form.draft) redirect(`/assessment/${form.request.assessmentId}`);
  return <DraftForm form={form} key={`${studentId} ${competencyId}`} userId={user.id} />;
}

async function ChooseStudent() {
  const students = await serverApi(studentsPath(noStudentFilters), studentsAnswer);
  return (
    <Prefetched data={[[studentKeys.search(""), students]]}>
      <StudentPicker />
    </Prefetched>
  );
}

async function ChooseCompetency({ studentId }: { studentId: string }) {
  const student = await findStudent(studentId);
  if (!student) return <CannotAssess />;
  const linesOf = (tab: "drafts" | "requested") =>
    serverApi(centrePath({ ...noCentreFilters, tab, student: student.id }), centreAnswer);
  const [assignments, drafts, requests] = await Promise.all([
    readAllPages((cursor) => serverApi(progressPaths.assignments(student.id, cursor), assignmentsAnswer)),
    linesOf("drafts"),
    linesOf("requested"),
  ]);
  return (
    <Prefetched data={[[progressKeys.assignments(student.id), assignments]]}>
      <CompetencyPicker own={ownWorkOf(drafts.items, requests.items)} student={student} />
    </Prefetched>
  );
}
