import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { centreAnswer } from "#src/features/assessments/schema.ts";
import { AssessmentCentre } from "#src/features/assessments/ui/assessment-centre.tsx";
import { batchHref } from "#src/features/assessments/ui/batch/batch-queries.ts";
import { batchStrings } from "#src/features/assessments/ui/batch/batch-strings.ts";
import { loadCentreFilters } from "#src/features/assessments/ui/centre-filters.ts";
import { centreKeys, centrePath } from "#src/features/assessments/ui/centre-queries.ts";
import { centreStrings as strings } from "#src/features/assessments/ui/centre-strings.ts";
import { studentsAnswer } from "#src/features/people/schema.ts";
import { noStudentFilters, studentsPath } from "#src/features/people/ui/student-paths.ts";
import { serverApi } from "#src/http/server-api.ts";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

/** As many as a list to choose from can show; a search finds the others. */
const studentsToChoose = 200;

export default async function AssessmentsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await getPageUserWithRole("CLINICAL_SUPERVISOR");
  const filters = await loadCentreFilters(searchParams);
  const [page, students] = await Promise.all([
    serverApi(centrePath(filters), centreAnswer),
    serverApi(studentsPath(noStudentFilters, { limit: studentsToChoose }), studentsAnswer),
  ]);
  return (
    <Prefetched data={[[centreKeys.list(filters), { pages: [page], pageParams: [null] }]]}>
      <PageHeader
        actions={
          <>
            <LinkButton href={batchHref()}>{batchStrings.title}</LinkButton>
            <LinkButton href="/assessment/new" variant="primary">
              {strings.newAssessment}
            </LinkButton>
          </>
        }
        description={strings.help}
        title={strings.title}
      />
      <AssessmentCentre students={students.items.map(({ id, name }) => ({ id, name }))} />
    </Prefetched>
  );
}
