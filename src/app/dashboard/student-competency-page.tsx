import { notFound } from "next/navigation";
import { askColleaguesHref } from "#src/features/feedback/ui/feedback-queries.ts";
import { strings as feedbackStrings } from "#src/features/feedback/ui/strings.ts";
import { CompetencyPage } from "#src/features/progress/ui/competency-page.tsx";
import { progressKeys } from "#src/features/progress/ui/progress-queries.ts";
import { submissionsAnswer } from "#src/features/submissions/schema.ts";
import { CompetencySubmissions } from "#src/features/submissions/ui/competency-submissions.tsx";
import { submissionKeys, submissionPaths } from "#src/features/submissions/ui/submission-queries.ts";
import { serverApi } from "#src/http/server-api.ts";
import { Prefetched } from "../prefetched.tsx";
import { findCompetency } from "./find-competency.ts";

type StudentCompetencyPageProps = {
  studentId: string;
  assignmentId: string;
  recordHref: string;
  /** The page of a submission, without the id that follows. */
  submissionsPath: string;
  canAssess?: boolean;
};

/** A competency in a student's record, for any member of staff. */
export async function StudentCompetencyPage({
  studentId,
  assignmentId,
  recordHref,
  submissionsPath,
  canAssess = false,
}: StudentCompetencyPageProps) {
  const competency = await findCompetency(assignmentId);
  if (competency?.studentId !== studentId) notFound();
  const submissions = await serverApi(
    submissionPaths.ofCompetency(studentId, competency.competencyId),
    submissionsAnswer,
  );
  return (
    <Prefetched
      data={[
        [progressKeys.competency(studentId, assignmentId), competency],
        [submissionKeys.ofCompetency(studentId, competency.competencyId), submissions],
      ]}
    >
      <CompetencyPage
        assignmentId={assignmentId}
        back={{ href: recordHref, label: competency.studentName }}
        isOwn={false}
        studentId={studentId}
        {...(canAssess
          ? {
              otherAct: {
                href: askColleaguesHref(
                  studentId,
                  competency.competencyId,
                  `${recordHref}/competencies/${encodeURIComponent(assignmentId)}`,
                ),
                label: feedbackStrings.askShort,
              },
              act: {
                kind: "assess",
                href: `/assessment/new?studentId=${encodeURIComponent(studentId)}&competencyId=${encodeURIComponent(competency.competencyId)}`,
              },
            }
          : {})}
        below={
          <CompetencySubmissions
            basePath={submissionsPath}
            competencyId={competency.competencyId}
            studentId={studentId}
          />
        }
      />
    </Prefetched>
  );
}
