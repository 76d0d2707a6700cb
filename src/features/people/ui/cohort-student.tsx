"use client";

import { useQuery } from "@tanstack/react-query";
import type { StudentLine } from "#src/features/people/schema.ts";
import { CompetencyList } from "#src/features/progress/ui/competency-list.tsx";
import { overviewQuery } from "#src/features/progress/ui/progress-queries.ts";
import { QueryContent } from "#src/features/progress/ui/query-card.tsx";
import { StudentProgress } from "#src/features/progress/ui/student-progress.tsx";
import { StudentProgressSkeleton } from "#src/features/progress/ui/student-progress-skeleton.tsx";
import { WhyDialog } from "#src/features/progress/ui/why-dialog.tsx";
import { Card } from "#src/ui/card.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { Status } from "#src/ui/status.tsx";
import { strings } from "./cohort-strings.ts";

/** One student, as their school sees them: where they stand, then each competency with the reasons for its level. */
export function CohortStudent({ student }: { student: StudentLine }) {
  const overview = useQuery(overviewQuery(student.id));
  const who = [student.studentNumber, student.cohort, student.program, student.placement].filter(Boolean).join(", ");
  return (
    <>
      <PageHeader
        back={{ href: "/dashboard/school-admin#students", label: strings.allStudents }}
        description={who}
        status={student.standing === "NONE" ? null : <Status status={student.standing} />}
        title={student.name}
      />
      <QueryContent frame={(content) => <Card>{content}</Card>} query={overview} skeleton={<StudentProgressSkeleton />}>
        {(data) => (
          <StudentProgress overview={data} studentId={student.id}>
            {data.totalCompetencies > 0 ? (
              <section aria-labelledby="competencies-title" className="mt-3">
                <h2 className="mb-3 text-lg font-semibold" id="competencies-title">
                  {strings.competencies}
                </h2>
                <CompetencyList emptyHelp={strings.nothingAssignedHelp} studentId={student.id} />
              </section>
            ) : null}
          </StudentProgress>
        )}
      </QueryContent>
      <WhyDialog studentId={student.id} />
    </>
  );
}
