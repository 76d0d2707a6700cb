"use client";

import { useQuery } from "@tanstack/react-query";
import type { StudentLine } from "#src/features/people/schema.ts";
import { CompetencyList } from "#src/features/progress/ui/competency-list.tsx";
import { overviewQuery } from "#src/features/progress/ui/progress-queries.ts";
import { QueryContent } from "#src/features/progress/ui/query-card.tsx";
import { strings as progressStrings } from "#src/features/progress/ui/strings.ts";
import { StudentProgress } from "#src/features/progress/ui/student-progress.tsx";
import { StudentProgressSkeleton } from "#src/features/progress/ui/student-progress-skeleton.tsx";
import { WhyDialog } from "#src/features/progress/ui/why-dialog.tsx";
import { Card } from "#src/ui/card.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { StudentStanding } from "./student-standing.tsx";
import { studentStrings as strings } from "./student-strings.ts";

/** One student, as a supervisor of theirs sees them: where they stand, then each competency with its Assess. */
export function StudentRecord({ student }: { student: StudentLine }) {
  const overview = useQuery(overviewQuery(student.id));
  const who = [student.studentNumber, student.cohort, student.placement].filter(Boolean).join(", ");
  return (
    <>
      <PageHeader
        actions={
          student.totalCompetencies === 0 ? null : (
            <LinkButton href={`/assessment/new?studentId=${student.id}`} variant="primary">
              {strings.assess}
            </LinkButton>
          )
        }
        back={{ href: "/dashboard/clinical-supervisor/students", label: strings.backToStudents }}
        description={who}
        status={<StudentStanding standing={student.standing} />}
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
                <CompetencyList
                  assessHref={({ competencyId }) =>
                    `/assessment/new?studentId=${student.id}&competencyId=${encodeURIComponent(competencyId)}`
                  }
                  emptyHelp={progressStrings.newStudentHelpStaff}
                  studentId={student.id}
                />
              </section>
            ) : null}
          </StudentProgress>
        )}
      </QueryContent>
      <WhyDialog studentId={student.id} />
    </>
  );
}
