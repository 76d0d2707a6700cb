import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { rotationsAnswer, studentsAnswer } from "#src/features/people/schema.ts";
import { loadStudentListFilters, studentKeys, supervisedPath } from "#src/features/people/ui/student-queries.ts";
import { studentStrings } from "#src/features/people/ui/student-strings.ts";
import { StudentTable } from "#src/features/people/ui/student-table.tsx";
import { serverApi } from "#src/http/server-api.ts";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { getPageUserWithRole } from "../../../page-user.ts";
import { Prefetched } from "../../../prefetched.tsx";

export const metadata: Metadata = { title: "Students" };

export default async function SupervisedStudentsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await getPageUserWithRole("CLINICAL_SUPERVISOR");
  const filters = await loadStudentListFilters(searchParams);
  const [students, rotations] = await Promise.all([
    serverApi(supervisedPath(filters, null), studentsAnswer),
    serverApi("/api/rotations", rotationsAnswer),
  ]);
  return (
    <Prefetched data={[[studentKeys.supervised(filters), { pages: [students], pageParams: [null] }]]}>
      <PageHeader
        actions={
          <LinkButton href="/assessment/new" variant="primary">
            {studentStrings.assess}
          </LinkButton>
        }
        description={studentStrings.yourStudentsHelp}
        title={studentStrings.students}
      />
      <StudentTable rotations={rotations.items} />
    </Prefetched>
  );
}
