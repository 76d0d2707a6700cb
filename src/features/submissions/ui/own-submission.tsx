"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import type { SubmissionAnswer } from "#src/features/submissions/schema.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { TaskPage } from "#src/ui/task-page.tsx";
import { toast } from "#src/ui/toast.tsx";
import { Conversation } from "./conversation.tsx";
import { strings } from "./strings.ts";
import { SubmissionContent, SubmissionOutcome } from "./submission-content.tsx";
import { SubmissionForm } from "./submission-form.tsx";
import { submissionKeys, submissionQuery, withdrawSubmission } from "./submission-queries.ts";

/** One submission of a student's own: the form while it is theirs, else what was submitted and what was said. */
export function OwnSubmission({ id, from }: { id: string; from: string }) {
  const query = useQuery(submissionQuery(id));
  const back = { href: from, label: strings.back };
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
      {(submission) =>
        submission.may.write ? (
          <SubmissionForm
            competency={{
              id: submission.competencyId,
              name: submission.competencyName,
              detail: [submission.code, submission.category].filter(Boolean).join(" · "),
            }}
            from={from}
            // What came back meanwhile is another text.
            key={submission.revision}
            reviewers={submission.reviewers}
            submission={submission}
            today={submission.today}
          />
        ) : (
          <Record from={from} submission={submission} />
        )
      }
    </QueryContent>
  );
}

function Record({ submission, from }: { submission: SubmissionAnswer; from: string }) {
  const { status, acts, assignmentId } = submission;
  const rejected = status === "REJECTED" ? acts.findLast(({ act }) => act === "REJECTED") : undefined;
  return (
    <TaskPage
      back={{ href: from, label: strings.back }}
      footer={submission.may.withdraw ? <WithdrawButton submission={submission} /> : null}
      title={strings.read}
    >
      {rejected ? (
        <div className="p-4 md:px-6">
          <Callout title={strings.notAcceptedBy(rejected.by)} tone="danger">
            <p className="whitespace-pre-line wrap-anywhere">{rejected.words}</p>
          </Callout>
        </div>
      ) : null}
      <SubmissionContent
        competencyHref={assignmentId ? `/dashboard/student/competencies/${assignmentId}` : undefined}
        isStaff={false}
        submission={submission}
      />
      <SubmissionOutcome submission={submission} />
      {acts.length > 0 ? <Conversation submission={submission} /> : null}
    </TaskPage>
  );
}

function WithdrawButton({ submission }: { submission: SubmissionAnswer }) {
  const queryClient = useQueryClient();
  const key = useRef(newIdempotencyKey());
  const withdraw = async () => {
    try {
      await withdrawSubmission(submission.id, key.current);
      toast.info(strings.withdrawn);
    } catch (error) {
      toast.error(error instanceof Problem ? error.detail : strings.failed);
    }
    void queryClient.invalidateQueries({ queryKey: submissionKeys.all() });
  };
  return (
    <AlertDialog
      actionLabel={strings.withdraw}
      cancelLabel={strings.keep}
      description={strings.withdrawHelp}
      onAction={withdraw}
      title={strings.withdrawTitle}
      trigger={<Button size="lg">{strings.withdraw}</Button>}
    />
  );
}
