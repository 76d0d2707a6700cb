import type { Metadata } from "next";
import { competencyStrings } from "#src/features/progress/ui/competency-strings.ts";
import { getPageUserWithRole } from "../../../../../../page-user.ts";
import { findCompetency } from "../../../../../find-competency.ts";
import { StudentCompetencyPage } from "../../../../../student-competency-page.tsx";

type Props = { params: Promise<{ id: string; assignmentId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await getPageUserWithRole("CLINICAL_SUPERVISOR");
  const competency = await findCompetency((await params).assignmentId);
  return { title: competency?.competencyName ?? competencyStrings.competency };
}

export default async function SupervisedStudentCompetencyPage({ params }: Props) {
  await getPageUserWithRole("CLINICAL_SUPERVISOR");
  const { id, assignmentId } = await params;
  return (
    <StudentCompetencyPage
      assignmentId={assignmentId}
      canAssess
      recordHref={`/dashboard/clinical-supervisor/students/${id}`}
      studentId={id}
      submissionsPath="/dashboard/clinical-supervisor/submissions"
    />
  );
}
