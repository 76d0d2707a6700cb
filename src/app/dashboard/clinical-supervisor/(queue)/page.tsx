import type { Metadata } from "next";
import { queueAnswer } from "#src/features/assessments/schema.ts";
import { AssessAnother } from "#src/features/assessments/ui/assess-another.tsx";
import { assessmentKeys, assessmentPaths } from "#src/features/assessments/ui/assessment-queries.ts";
import { roundsAnswer } from "#src/features/feedback/schema.ts";
import { feedbackKeys, feedbackPaths } from "#src/features/feedback/ui/feedback-queries.ts";
import { OwnRounds } from "#src/features/feedback/ui/own-rounds.tsx";
import { strings as ownRatingsStrings } from "#src/features/own-ratings/ui/strings.ts";
import { studentsAnswer } from "#src/features/people/schema.ts";
import { CohortAttention } from "#src/features/people/ui/cohort-attention.tsx";
import { attentionPaths, pickAttention } from "#src/features/people/ui/cohort-paths.ts";
import { studentStrings } from "#src/features/people/ui/student-strings.ts";
import { submissionsAnswer } from "#src/features/submissions/schema.ts";
import { submissionKeys, submissionPaths } from "#src/features/submissions/ui/submission-queries.ts";
import { WaitingSubmissions } from "#src/features/submissions/ui/waiting-submissions.tsx";
import { serverApi } from "#src/http/server-api.ts";
import { LinkButton } from "#src/ui/link-button.tsx";
import { getPageUserWithRole } from "../../../page-user.ts";
import { Prefetched } from "../../../prefetched.tsx";
import { strings } from "../../../strings.ts";
import { SupervisorQueue } from "./supervisor-queue.tsx";

export const metadata: Metadata = { title: strings.dashboard };

const students = "/dashboard/clinical-supervisor/students";

/** First the queue; beside it any other student, and those who need attention. All students have a page of their own. */
export default async function SupervisorPage() {
  await getPageUserWithRole("CLINICAL_SUPERVISOR");
  const [queue, rounds, behind, atRisk, submissions] = await Promise.all([
    serverApi(assessmentPaths.queue(null), queueAnswer),
    serverApi(feedbackPaths.rounds, roundsAnswer),
    serverApi(attentionPaths.behind, studentsAnswer),
    serverApi(attentionPaths.atRisk, studentsAnswer),
    serverApi(submissionPaths.waitingCount, submissionsAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [assessmentKeys.queue(), { pages: [queue], pageParams: [null] }],
        [submissionKeys.waitingCount(), submissions],
        [feedbackKeys.rounds(), rounds],
      ]}
    >
      <SupervisorQueue>
        <AssessAnother />
        <WaitingSubmissions href="/dashboard/clinical-supervisor/submissions" />
        <OwnRounds />
        <CohortAttention basePath={students} initial={pickAttention(behind.items, atRisk.items)} listPath={students} />
        <p className="flex flex-wrap gap-2">
          <LinkButton href={students}>{studentStrings.allYourStudents}</LinkButton>
          <LinkButton href="/dashboard/clinical-supervisor/own-ratings">{ownRatingsStrings.title}</LinkButton>
        </p>
      </SupervisorQueue>
    </Prefetched>
  );
}
