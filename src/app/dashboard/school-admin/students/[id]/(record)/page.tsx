import type { Metadata } from "next";
import { studentStrings } from "#src/features/people/ui/student-strings.ts";
import { getPageUserWithRole } from "../../../../../page-user.ts";
import { findStudent } from "../../../../find-student.ts";
import { StudentRecordPage } from "../../../../student-record-page.tsx";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await getPageUserWithRole("SCHOOL_ADMIN", "SUPER_ADMIN");
  const student = await findStudent((await params).id);
  return { title: student?.name ?? studentStrings.student };
}

export default async function StudentOfSchoolPage({ params }: Props) {
  const user = await getPageUserWithRole("SCHOOL_ADMIN", "SUPER_ADMIN");
  const { id } = await params;
  return (
    <StudentRecordPage
      backTo="/dashboard/school-admin#students"
      id={id}
      isAdmin={user.role === "SCHOOL_ADMIN"}
      readsCertificates
      recordHref={`/dashboard/school-admin/students/${id}`}
    />
  );
}
