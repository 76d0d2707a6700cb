import type { Metadata } from "next";
import { assignmentsAnswer } from "#src/features/progress/schema.ts";
import { CompetenciesPage } from "#src/features/progress/ui/competencies-page.tsx";
import { progressKeys, progressPaths, readAllPages } from "#src/features/progress/ui/progress-queries.ts";
import { strings } from "#src/features/progress/ui/strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.competenciesTitle };

export default async function StudentCompetenciesPage() {
  const { id } = await getPageUserWithRole("STUDENT");
  const assignments = await readAllPages((cursor) =>
    serverApi(progressPaths.assignments(id, cursor), assignmentsAnswer),
  );
  return (
    <Prefetched data={[[progressKeys.assignments(id), assignments]]}>
      <CompetenciesPage studentId={id} />
    </Prefetched>
  );
}
