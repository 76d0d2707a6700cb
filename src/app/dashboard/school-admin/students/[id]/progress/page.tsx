import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { staffStrings } from "#src/features/own-progress/ui/own-progress-strings.ts";
import { studentStrings } from "#src/features/people/ui/student-strings.ts";
import { getPageUserWithRole } from "../../../../../page-user.ts";
import { findStudent } from "../../../../find-student.ts";
import { StudentChartsPage } from "../../../../student-charts-page.tsx";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await getPageUserWithRole("SCHOOL_ADMIN", "SUPER_ADMIN");
  const student = await findStudent((await params).id);
  return { title: staffStrings.chartsOf(student?.name ?? studentStrings.student) };
}

export default async function SchoolStudentCharts({ params, searchParams }: Props) {
  await getPageUserWithRole("SCHOOL_ADMIN", "SUPER_ADMIN");
  const { id } = await params;
  return (
    <StudentChartsPage
      howHref="/dashboard/school-admin/reports/model"
      id={id}
      recordHref={`/dashboard/school-admin/students/${id}`}
      searchParams={searchParams}
    />
  );
}
