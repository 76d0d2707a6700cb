import type { Metadata } from "next";
import { studentStrings } from "#src/features/people/ui/student-strings.ts";
import { getPageUserWithRole } from "../../../../../page-user.ts";
import { findStudent } from "../../../../find-student.ts";
import { StudentRecordPage } from "../../../../student-record-page.tsx";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await getPageUserWithRole("CLINICAL_SUPERVISOR");
  const student = await findStudent((await params).id);
  return { title: student?.name ?? studentStrings.student };
}

export default async function SupervisedStudentPage({ params }: Props) {
  await getPageUserWithRole("CLINICAL_SUPERVISOR");
  const { id } = await params;
  const students = "/dashboard/clinical-supervisor/students";
  return <StudentRecordPage backTo={students} canAssess id={id} recordHref={`${students}/${id}`} />;
}
