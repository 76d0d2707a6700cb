"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import type { SubmissionAnswer } from "#src/features/submissions/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Person } from "#src/ui/person.tsx";
import { TaskPage, TaskSection } from "#src/ui/task-page.tsx";
import { toast } from "#src/ui/toast.tsx";
import { Conversation } from "./conversation.tsx";
import { ReviewForm } from "./review-form.tsx";
import { strings } from "./strings.ts";
import { SubmissionContent, SubmissionOutcome } from "./submission-content.tsx";
import { submissionKeys, submissionQuery, takeSubmission } from "./submission-queries.ts";

type ReviewPageProps = {
  id: string;
  backHref: string;
  /** The page of a student's record, without the id that follows. */
  studentsPath: string;
};

/** One submission for staff: what was submitted, what was said, and the decision where it is theirs. */
export function ReviewPage({ id, backHref, studentsPath }: ReviewPageProps) {
  const query = useQuery(submissionQuery(id));
  const back = { href: backHref, label: strings.back };
  return (
    <QueryContent
      frame={(content) => (
        <TaskPage back={back} title={strings.read}>
          {content}
        </TaskPage>
      )}
      query={query}
      skeleton={null}
    >
      {(submission) => {
        const { may, status, isReviewer, assignmentId, studentId, acts } = submission;
        const isOthers = status === "IN_REVIEW" && !isReviewer;
        const record = `${studentsPath}/${studentId}`;
        const head = (
          <>
            <TaskSection className="py-4">
              <Person name={submission.studentName} size="lg" />
            </TaskSection>
            <SubmissionContent
              competencyHref={assignmentId ? `${record}/competencies/${assignmentId}` : undefined}
              isStaff
              submission={submission}
            />
            <SubmissionOutcome submission={submission} />
            {acts.length > 1 || !may.review ? <Conversation submission={submission} /> : null}
          </>
        );
        if (may.review && !isOthers) {
          return (
            <ReviewForm backHref={backHref} key={submission.revision} submission={submission}>
              {head}
              {status === "SUBMITTED" ? <Take submission={submission} /> : null}
            </ReviewForm>
          );
        }
        return (
          <TaskPage back={back} title={strings.read}>
            {head}
            {may.review ? (
              <Take submission={submission} />
            ) : status === "SUBMITTED" || status === "IN_REVIEW" ? (
              <TaskSection>
                <p className="text-muted">{strings.notYours}</p>
              </TaskSection>
            ) : null}
          </TaskPage>
        );
      }}
    </QueryContent>
  );
}

/** Says to others that one is on it; what another is on is taken over on purpose. */
function Take({ submission }: { submission: SubmissionAnswer }) {
  const queryClient = useQueryClient();
  const key = useRef(newIdempotencyKey());
  const [isBusy, setBusy] = useState(false);
  const { id, status, reviewer, revision, studentName } = submission;
  const isTaken = status === "IN_REVIEW";
  const take = async () => {
    setBusy(true);
    try {
      await takeSubmission(id, revision, key.current);
      toast.info(strings.taken);
    } catch (error) {
      toast.error(error instanceof Problem ? error.detail : strings.failed);
    }
    await queryClient.invalidateQueries({ queryKey: submissionKeys.all() });
    setBusy(false);
  };
  const button = (
    <Button loading={isBusy} onClick={() => void take()}>
      {isTaken ? strings.takeOver : strings.takeIt}
    </Button>
  );
  return (
    <TaskSection className="py-4">
      {isTaken ? (
        <Callout actions={button} title={strings.takenBy(reviewer ?? "")}>
          {strings.takenByHelp}
        </Callout>
      ) : (
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="min-w-0 flex-1 basis-64 text-sm text-muted">{strings.takeHelp(studentName)}</p>
          {button}
        </div>
      )}
    </TaskSection>
  );
}
