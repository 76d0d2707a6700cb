import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { strings as matrixStrings } from "#src/features/cohort-matrix/ui/strings.ts";
import { studentsAnswer } from "#src/features/people/schema.ts";
import { loadStudentFilters } from "#src/features/people/ui/student-filters.ts";
import { studentsPath } from "#src/features/people/ui/student-paths.ts";
import { studentKeys } from "#src/features/people/ui/student-queries.ts";
import { studentStrings } from "#src/features/people/ui/student-strings.ts";
import { rotationsAnswer } from "#src/features/rotations/schema.ts";
import { serverApi } from "#src/http/server-api.ts";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";
import { SupervisedStudents } from "./supervised-students.tsx";

export const metadata: Metadata = { title: studentStrings.students };

export default async function SupervisedStudentsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await getPageUserWithRole("CLINICAL_SUPERVISOR");
  const filters = await loadStudentFilters(searchParams);
  const [students, rotations] = await Promise.all([
    serverApi(studentsPath(filters), studentsAnswer),
    serverApi("/api/rotations", rotationsAnswer),
  ]);
  return (
    <Prefetched data={[[studentKeys.list(filters), { pages: [students], pageParams: [null] }]]}>
      <PageHeader
        actions={
          <>
            <LinkButton href="/dashboard/clinical-supervisor/analytics/matrix">{matrixStrings.link}</LinkButton>
            <LinkButton href="/assessment/new" variant="primary">
              {studentStrings.assess}
            </LinkButton>
          </>
        }
        description={studentStrings.yourStudentsHelp}
        title={studentStrings.students}
      />
      <SupervisedStudents rotations={rotations.items} />
    </Prefetched>
  );
}
