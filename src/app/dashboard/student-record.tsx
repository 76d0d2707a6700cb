"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import { CertificatesCard } from "#src/features/certificates/ui/certificates-card.tsx";
import type { StudentLine } from "#src/features/people/schema.ts";
import { StudentStanding } from "#src/features/people/ui/student-standing.tsx";
import { studentStrings as strings } from "#src/features/people/ui/student-strings.ts";
import { CompetencyList } from "#src/features/progress/ui/competency-list.tsx";
import { competencyHrefIn } from "#src/features/progress/ui/competency-paths.ts";
import { overviewQuery } from "#src/features/progress/ui/progress-queries.ts";
import { SamplingTable } from "#src/features/progress/ui/sampling-table.tsx";
import { strings as progressStrings } from "#src/features/progress/ui/strings.ts";
import { StudentProgress } from "#src/features/progress/ui/student-progress.tsx";
import { StudentProgressSkeleton } from "#src/features/progress/ui/student-progress-skeleton.tsx";
import { WhyDialog } from "#src/features/progress/ui/why-dialog-later.tsx";
import { StudentHoursSection } from "#src/features/time-records/ui/student-hours-later.tsx";
import { Avatar } from "#src/ui/avatar.tsx";
import { Card } from "#src/ui/card.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";

type StudentRecordProps = {
  student: StudentLine;
  backTo: string;
  /** The address of this page: the student's competencies are below it. */
  recordHref: string;
  /** A supervisor may start an assessment from here; a school only reads. */
  canAssess?: boolean;
  /** A school reads its students' certificates; supervisors do not. */
  showsCertificates?: boolean;
  /** What this reader may do for the student. */
  acts?: ReactNode;
  /** What the reader has to decide about the student, before everything else. */
  notice?: ReactNode;
};

/** One student as staff see them: their progress, then each competency with the reasons for its level. */
export function StudentRecord({
  student,
  backTo,
  recordHref,
  canAssess = false,
  showsCertificates = false,
  acts,
  notice,
}: StudentRecordProps) {
  const hrefOf = competencyHrefIn(recordHref);
  const overview = useQuery(overviewQuery(student.id));
  const who = [student.studentNumber, student.cohort, student.program, student.placement].filter(Boolean).join(", ");
  const assessHref = `/assessment/new?studentId=${student.id}`;
  return (
    <>
      <PageHeader
        actions={
          <>
            {acts}
            {canAssess && student.totalCompetencies > 0 ? (
              <LinkButton href={assessHref} variant="primary">
                {strings.assess}
              </LinkButton>
            ) : null}
          </>
        }
        back={{ href: backTo, label: strings.students }}
        description={who}
        status={
          <>
            {student.pronouns ? <span className="text-muted">{student.pronouns}</span> : null}
            <StudentStanding student={student} />
          </>
        }
        title={
          student.picture ? (
            <span className="flex items-center gap-3">
              <Avatar name={student.name} picture={student.picture} size="lg" />
              {student.name}
            </span>
          ) : (
            student.name
          )
        }
      />
      {notice}
      <QueryContent frame={(content) => <Card>{content}</Card>} query={overview} skeleton={<StudentProgressSkeleton />}>
        {(data) => (
          <StudentProgress chartsHref={`${recordHref}/progress`} overview={data} studentId={student.id}>
            {data.totalCompetencies > 0 ? (
              <section aria-labelledby="competencies-title" className="mt-3">
                <h2 className="mb-3 text-lg font-semibold" id="competencies-title">
                  {strings.competencies}
                </h2>
                <CompetencyList
                  emptyHelp={progressStrings.newStudentHelpStaff}
                  hrefOf={({ id }) => hrefOf(id)}
                  studentId={student.id}
                  {...(canAssess
                    ? {
                        actOf: ({ competencyId }) => ({
                          kind: "assess",
                          href: `${assessHref}&competencyId=${encodeURIComponent(competencyId)}`,
                        }),
                      }
                    : {})}
                />
                <SamplingTable hrefOf={hrefOf} studentId={student.id} />
              </section>
            ) : null}
          </StudentProgress>
        )}
      </QueryContent>
      <div className="mt-5">
        <StudentHoursSection studentId={student.id} />
      </div>
      <div className="mt-5 print:hidden">
        <CertificatesCard showsCertificates={showsCertificates} studentId={student.id} />
      </div>
      <WhyDialog hrefOf={hrefOf} studentId={student.id} />
    </>
  );
}
