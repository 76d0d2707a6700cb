import type { Metadata } from "next";
import { batchChoices, batchGrid } from "#src/features/assessments/batch/schema.ts";
import { BatchChooser } from "#src/features/assessments/ui/batch/batch-chooser.tsx";
import { BatchGridPage } from "#src/features/assessments/ui/batch/batch-grid-page.tsx";
import { type BatchSubject, batchKeys, batchPaths } from "#src/features/assessments/ui/batch/batch-queries.ts";
import { batchStrings as strings } from "#src/features/assessments/ui/batch/batch-strings.ts";
import { CannotAssess } from "#src/features/assessments/ui/cannot-assess.tsx";
import { studentsAnswer } from "#src/features/people/schema.ts";
import { noStudentFilters, studentsPath } from "#src/features/people/ui/student-paths.ts";
import { studentKeys } from "#src/features/people/ui/student-queries.ts";
import { findFromApi, serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../page-user.ts";
import { Prefetched } from "../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Shows the grid if the address has a competency or a student; otherwise asks for one. */
export default async function BatchPage({ searchParams }: Props) {
  const user = await getPageUserWithRole("CLINICAL_SUPERVISOR");
  const { competencyId, rotationId, studentId, one } = await searchParams;
  if (typeof studentId === "string") return <Grid subject={{ studentId }} userId={user.id} />;
  if (typeof competencyId === "string") {
    const rotation = typeof rotationId === "string" ? { rotationId } : {};
    return <Grid subject={{ competencyId, ...rotation }} userId={user.id} />;
  }
  if (one === "student") {
    const students = await serverApi(studentsPath(noStudentFilters), studentsAnswer);
    return (
      <Prefetched data={[[studentKeys.search(""), students]]}>
        <BatchChooser by="student" key="student" />
      </Prefetched>
    );
  }
  const choices = await serverApi(batchPaths.choices, batchChoices);
  return (
    <Prefetched data={[[batchKeys.choices(), choices]]}>
      <BatchChooser by="competency" key="competency" />
    </Prefetched>
  );
}

async function Grid({ subject, userId }: { subject: BatchSubject; userId: string }) {
  const [grid, choices] = await Promise.all([
    findFromApi(batchPaths.grid(subject), batchGrid),
    serverApi(batchPaths.choices, batchChoices),
  ]);
  if (!grid) return <CannotAssess />;
  return (
    <Prefetched
      data={[
        [batchKeys.grid(subject), grid],
        [batchKeys.choices(), choices],
      ]}
    >
      <BatchGridPage subject={subject} userId={userId} />
    </Prefetched>
  );
}
