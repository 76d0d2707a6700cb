import type { Metadata } from "next";
import { competencyStrings } from "#src/features/progress/ui/competency-strings.ts";
import { getPageUserWithRole } from "../../../../../../page-user.ts";
import { findCompetency } from "../../../../../find-competency.ts";
import { StudentCompetencyPage } from "../../../../../student-competency-page.tsx";

type Props = { params: Promise<{ id: string; assignmentId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await getPageUserWithRole("SCHOOL_ADMIN", "SUPER_ADMIN");
  const competency = await findCompetency((await params).assignmentId);
  return { title: competency?.competencyName ?? competencyStrings.competency };
}

export default async function CompetencyOfStudentOfSchoolPage({ params }: Props) {
  await getPageUserWithRole("SCHOOL_ADMIN", "SUPER_ADMIN");
  const { id, assignmentId } = await params;
  return (
    <StudentCompetencyPage
      assignmentId={assignmentId}
      recordHref={`/dashboard/school-admin/students/${id}`}
      studentId={id}
      submissionsPath="/dashboard/school-admin/submissions"
    />
  );
}
