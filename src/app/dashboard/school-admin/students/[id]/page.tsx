import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { assessmentsAnswer } from "#src/features/assessments/schema.ts";
import { strings } from "#src/features/people/ui/cohort-strings.ts";
import { CohortStudent } from "#src/features/people/ui/cohort-student.tsx";
import { assignmentsAnswer, historyAnswer, progressAnswer } from "#src/features/progress/schema.ts";
import { progressKeys, progressPaths, readAllPages } from "#src/features/progress/ui/progress-queries.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";
import { findStudent } from "../../find-student.ts";

type StudentPageProps = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: StudentPageProps): Promise<Metadata> {
  const student = await findStudent((await params).id);
  return { title: student?.name ?? strings.student };
}

export default async function StudentOfSchool({ params }: StudentPageProps) {
  await getPageUserWithRole("SCHOOL_ADMIN", "SUPER_ADMIN");
  const student = await findStudent((await params).id);
  if (!student) notFound();
  const { id } = student;
  const [overview, history, assessed, assignments] = await Promise.all([
    serverApi(progressPaths.overview(id), progressAnswer),
    serverApi(progressPaths.history(id), historyAnswer),
    serverApi(progressPaths.assessed(id), assessmentsAnswer),
    readAllPages((cursor) => serverApi(progressPaths.assignments(id, cursor), assignmentsAnswer)),
  ]);
  return (
    <Prefetched
      data={[
        [progressKeys.overview(id), overview],
        [progressKeys.history(id), history],
        [progressKeys.assessed(id), assessed],
        [progressKeys.assignments(id), assignments],
      ]}
    >
      <CohortStudent student={student} />
    </Prefetched>
  );
}
