import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { queueAnswer } from "#src/features/assessments/schema.ts";
import { assessmentKeys, assessmentPaths } from "#src/features/assessments/ui/assessment-queries.ts";
import { SupervisorQueue } from "#src/features/assessments/ui/supervisor-dashboard.tsx";
import { rotationsAnswer, studentsAnswer } from "#src/features/people/schema.ts";
import { loadStudentFilters, studentsPath } from "#src/features/people/ui/student-filters.ts";
import { studentKeys } from "#src/features/people/ui/student-queries.ts";
import { studentStrings } from "#src/features/people/ui/student-strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../page-user.ts";
import { Prefetched } from "../../prefetched.tsx";
import { strings } from "../../strings.ts";
import { SupervisedStudents } from "./supervised-students.tsx";

export const metadata: Metadata = { title: strings.dashboard };

/** First the queue, then the students. */
export default async function SupervisorPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { name } = await getPageUserWithRole("CLINICAL_SUPERVISOR");
  const filters = await loadStudentFilters(searchParams);
  const [queue, students, rotations] = await Promise.all([
    serverApi(assessmentPaths.queue(null), queueAnswer),
    serverApi(studentsPath(filters), studentsAnswer),
    serverApi("/api/rotations", rotationsAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [assessmentKeys.queue(), { pages: [queue], pageParams: [null] }],
        [studentKeys.list(filters), { pages: [students], pageParams: [null] }],
      ]}
    >
      <SupervisorQueue name={name} />
      <section aria-labelledby="students-title" className="mt-8">
        <h2 className="mb-3 text-lg font-semibold" id="students-title">
          {studentStrings.yourStudents}
        </h2>
        <SupervisedStudents rotations={rotations.items} />
      </section>
    </Prefetched>
  );
}
