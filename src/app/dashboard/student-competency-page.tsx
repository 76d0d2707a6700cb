import { notFound } from "next/navigation";
import { CompetencyPage } from "#src/features/progress/ui/competency-page.tsx";
import { progressKeys } from "#src/features/progress/ui/progress-queries.ts";
import { Prefetched } from "../prefetched.tsx";
import { findCompetency } from "./find-competency.ts";

type StudentCompetencyPageProps = {
  studentId: string;
  assignmentId: string;
  recordHref: string;
  canAssess?: boolean;
};

/** A competency in a student's record, for any member of staff. */
export async function StudentCompetencyPage({
  studentId,
  assignmentId,
  recordHref,
  canAssess = false,
}: StudentCompetencyPageProps) {
  const competency = await findCompetency(assignmentId);
  if (competency?.studentId !== studentId) notFound();
  return (
    <Prefetched data={[[progressKeys.competency(studentId, assignmentId), competency]]}>
      <CompetencyPage
        assignmentId={assignmentId}
        back={{ href: recordHref, label: competency.studentName }}
        isOwn={false}
        studentId={studentId}
        {...(canAssess
          ? {
              act: {
                kind: "assess",
                href: `/assessment/new?studentId=${encodeURIComponent(studentId)}&competencyId=${encodeURIComponent(competency.competencyId)}`,
              },
            }
          : {})}
      />
    </Prefetched>
  );
}
