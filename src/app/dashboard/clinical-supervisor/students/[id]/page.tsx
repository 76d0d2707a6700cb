import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { assessmentsAnswer } from "#src/features/assessments/schema.ts";
import { StudentRecord } from "#src/features/people/ui/student-record.tsx";
import {
  assignmentsAnswer,
  historyAnswer,
  type ProgressAnswer,
  progressAnswer,
} from "#src/features/progress/schema.ts";
import { progressKeys, progressPaths, readAllPages } from "#src/features/progress/ui/progress-queries.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";
import { findSupervisedStudent } from "../../find-student.ts";

const nothingYet: ProgressAnswer = {
  totalCompetencies: 0,
  completedCompetencies: 0,
  progressPercentage: null,
  categoryBreakdown: [],
  recentActivities: [],
  upcomingDeadlines: [],
};

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await getPageUserWithRole("CLINICAL_SUPERVISOR");
  const student = await findSupervisedStudent((await params).id);
  return { title: student?.name ?? "Student" };
}

export default async function SupervisedStudentPage({ params }: Props) {
  await getPageUserWithRole("CLINICAL_SUPERVISOR");
  const student = await findSupervisedStudent((await params).id);
  if (!student) notFound();
  const { id } = student;
  const [overview, history, assessed, assignments] = await Promise.all([
    // A student to whom nothing was ever assigned has no progress to ask for.
    student.totalCompetencies === 0 ? nothingYet : serverApi(progressPaths.overview(id), progressAnswer),
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
      <StudentRecord student={student} />
    </Prefetched>
  );
}
