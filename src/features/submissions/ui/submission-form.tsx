"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ReactNode, useRef, useState } from "react";
import { api, newIdempotencyKey, Problem } from "#src/client/api.ts";
import { EvidenceField } from "#src/features/files/ui/evidence-field.tsx";
import type { SubmissionAnswer } from "#src/features/submissions/schema.ts";
import {
  maxCommentWords,
  maxEvidenceWords,
  maxSubmissionFiles,
  submissionKinds,
} from "#src/features/submissions/values.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { RadioGroup } from "#src/ui/radio-group.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { TaskPage, TaskSection } from "#src/ui/task-page.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { toast } from "#src/ui/toast.tsx";
import { Conversation } from "./conversation.tsx";
import { contentOf, type DraftContent } from "./draft-content.ts";
import { strings } from "./strings.ts";
import { submissionKeys, submissionPaths, submitSubmission, withdrawSubmission } from "./submission-queries.ts";
import { type DraftState, useDraft } from "./use-draft.ts";

type SubmissionFormProps = {
  /** What was begun; null for a new one. */
  submission: SubmissionAnswer | null;
  competency: { id: string; name: string; detail: string };
  /** The supervisors of the placement that the student is in now. */
  reviewers: readonly string[];
  /** The school's day. */
  today: string;
  /** Where the student came from. */
  from: string;
};

type Field = "evidence" | "learntWhere" | "learntFrom" | "learntUntil";
type Errors = Partial<Record<Field | "whole", string>>;

const statusWords: Record<DraftState, string> = {
  clean: "",
  unsaved: strings.unsaved,
  saving: strings.saving,
  saved: strings.saved,
  failed: strings.saveFailed,
  conflict: strings.unsaved,
};

/** A student writes evidence for a competency, before it is submitted or after it was returned. */
export function SubmissionForm({ submission, competency, reviewers, today, from }: SubmissionFormProps) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const draft = useDraft(submission, competency.id);
  const [answer, setAnswer] = useState("");
  const [errors, setErrors] = useState<Errors>({});
  const [isBusy, setBusy] = useState(false);
  const [sending, setSending] = useState(0);
  // A second press repeats the first, until something is changed.
  const submitKey = useRef(newIdempotencyKey());
  const { content } = draft;
  const isReturned = submission?.status === "RETURNED";
  const draftId = draft.idOf();
  const isPrior = content.kind === "PRIOR_LEARNING";

  const change = (edit: Partial<DraftContent>) => {
    submitKey.current = newIdempotencyKey();
    setErrors({});
    draft.change(edit);
  };

  const fail = (found: Errors) => {
    setErrors(found);
    const first = (["learntWhere", "learntFrom", "learntUntil", "evidence"] as const).find((name) => found[name]);
    if (first) scrollToField(first);
  };

  const submit = async () => {
    const missing = missingIn(content);
    if (Object.keys(missing).length > 0) return fail(missing);
    if (sending > 0) return fail({ whole: strings.filesSending });
    setBusy(true);
    try {
      const settled = await draft.settle();
      if (!settled) return;
      const words = answer.trim();
      await submitSubmission(
        settled.id,
        { ...contentOf(content), baseVersion: settled.version, ...(words === "" ? {} : { words }) },
        submitKey.current,
      );
      draft.forget();
      toast.success(reviewers.length > 0 ? strings.submitted : strings.submittedToNobody);
      leave();
    } catch (error) {
      fail(errorsOf(error));
    } finally {
      setBusy(false);
    }
  };

  /** What is not there any more, or is submitted, is loaded anew where it is shown next. */
  const leave = () => {
    void queryClient.invalidateQueries({ queryKey: submissionKeys.all() });
    void queryClient.invalidateQueries({ queryKey: ["progress"] });
    router.push(from);
  };

  const shown = { ...errorsOfFaults(draft.faults), ...errors };
  return (
    <TaskPage
      back={{ href: from, label: strings.back }}
      footer={
        <div className="flex w-full flex-col gap-2 md:items-end">
          <div className="flex w-full gap-2 md:justify-end">
            {draftId === null ? null : (
              <DiscardButton draft={draft} id={draftId} isDraft={!isReturned} onGone={leave} />
            )}
            <Button
              className="max-md:flex-1"
              loading={isBusy}
              onClick={() => void submit()}
              size="lg"
              variant="primary"
            >
              {isReturned ? strings.submitAgain : strings.submit}
            </Button>
          </div>
          <p className="text-center text-sm text-balance text-muted md:text-end">{reviewWords(isPrior, reviewers)}</p>
        </div>
      }
      status={statusWords[draft.state]}
      title={strings.submitEvidence}
    >
      <Notices draft={draft} whole={shown.whole} />
      {submission && isReturned ? <Returned submission={submission} /> : null}
      <TaskSection className="py-4">
        <p className="text-sm text-muted">{competency.detail}</p>
        <h2 className="text-lg leading-6 font-semibold text-balance wrap-anywhere">{competency.name}</h2>
      </TaskSection>
      <TaskSection>
        <RadioGroup
          label={strings.kind}
          name="kind"
          onValueChange={(kind) => change({ kind })}
          options={submissionKinds.map((kind) => ({
            value: kind,
            label: strings.kinds[kind],
            hint: strings.kindHints[kind],
          }))}
          value={content.kind}
        />
      </TaskSection>
      {isPrior ? (
        <TaskSection className="flex flex-col gap-4">
          <TextField
            error={shown.learntWhere}
            hint={strings.learntWhereHint}
            label={strings.learntWhere}
            maxLength={300}
            name="learntWhere"
            onChange={(event) => change({ learntWhere: event.target.value })}
            value={content.learntWhere}
          />
          <div className="grid grid-cols-2 gap-4 max-[359px]:grid-cols-1">
            <TextField
              error={shown.learntFrom}
              label={strings.learntFrom}
              max={today}
              name="learntFrom"
              onChange={(event) => change({ learntFrom: event.target.value })}
              type="date"
              value={content.learntFrom}
            />
            <TextField
              error={shown.learntUntil}
              label={strings.learntUntil}
              max={today}
              name="learntUntil"
              onChange={(event) => change({ learntUntil: event.target.value })}
              type="date"
              value={content.learntUntil}
            />
          </div>
        </TaskSection>
      ) : null}
      <TaskSection className="flex flex-col gap-5">
        <Textarea
          error={shown.evidence}
          hint={strings.evidenceHint}
          label={strings.evidence}
          maxLength={maxEvidenceWords}
          name="evidence"
          onChange={(event) => change({ evidence: event.target.value })}
          rows={7}
          value={content.evidence}
        />
        <EvidenceField
          label={strings.files}
          maxFiles={maxSubmissionFiles}
          onChange={(files) => change({ files })}
          onSending={setSending}
          value={content.files}
        />
      </TaskSection>
      {isReturned ? (
        <TaskSection>
          <Textarea
            hint={strings.answerHint}
            label={strings.answer}
            maxLength={maxCommentWords}
            name="answer"
            onChange={(event) => {
              submitKey.current = newIdempotencyKey();
              setAnswer(event.target.value);
            }}
            optional
            value={answer}
          />
        </TaskSection>
      ) : null}
      {submission && submission.acts.length > 0 ? <Conversation submission={submission} /> : null}
    </TaskPage>
  );
}

/** What the last reviewer said, first of all. */
function Returned({ submission }: { submission: SubmissionAnswer }) {
  const last = submission.acts.findLast(({ act }) => act === "RETURNED");
  if (!last) return null;
  return (
    <div className="p-4 md:px-6">
      <Callout title={strings.returnedBy(last.by)} tone="warning">
        <p className="whitespace-pre-line wrap-anywhere">{last.words}</p>
      </Callout>
    </div>
  );
}

type Draft = ReturnType<typeof useDraft>;

function Notices({ draft, whole }: { draft: Draft; whole: string | undefined }): ReactNode {
  const decide = async (act: "keepMine" | "takeOther") => {
    const id = draft.idOf();
    if (id === null) return;
    try {
      const other = await api<SubmissionAnswer>(submissionPaths.one(id));
      await draft[act](other);
    } catch (error) {
      toast.error(error instanceof Problem ? error.detail : strings.failed);
    }
  };
  if (draft.state === "conflict") {
    return (
      <div className="p-4 md:px-6">
        <Callout live title={strings.changedElsewhere} tone="warning">
          <p>{strings.changedElsewhereHelp}</p>
          <div className="mt-2 flex flex-wrap gap-2">
            <Button onClick={() => void decide("keepMine")}>{strings.keepMine}</Button>
            <Button onClick={() => void decide("takeOther")}>{strings.takeOther}</Button>
          </div>
        </Callout>
      </div>
    );
  }
  if (!whole) return null;
  return (
    <div className="p-4 md:px-6">
      <Callout live title={strings.submitFailed} tone="danger">
        {whole}
      </Callout>
    </div>
  );
}

/** A draft is thrown away, what was submitted before is withdrawn. */
function DiscardButton({
  id,
  isDraft,
  draft,
  onGone,
}: {
  id: string;
  isDraft: boolean;
  draft: Draft;
  onGone: () => void;
}) {
  const key = useRef(newIdempotencyKey());
  const withdraw = async () => {
    try {
      await withdrawSubmission(id, key.current);
      draft.forget();
      toast.info(isDraft ? strings.discarded : strings.withdrawn);
      onGone();
    } catch (error) {
      toast.error(error instanceof Problem ? error.detail : strings.failed);
    }
  };
  return (
    <AlertDialog
      actionLabel={isDraft ? strings.discard : strings.withdraw}
      cancelLabel={strings.keep}
      description={isDraft ? strings.discardHelp : strings.withdrawHelp}
      onAction={withdraw}
      title={isDraft ? strings.discardTitle : strings.withdrawTitle}
      trigger={<Button size="lg">{isDraft ? strings.discard : strings.withdraw}</Button>}
    />
  );
}

function reviewWords(isPrior: boolean, reviewers: readonly string[]): string {
  const names = reviewers.join(", ");
  if (reviewers.length === 0) return isPrior ? strings.nobodyReviewsPrior : strings.nobodyReviews;
  return isPrior ? strings.whoReviewsPrior(names) : strings.whoReviews(names);
}

function missingIn(content: DraftContent): Errors {
  const errors: Errors = {};
  if (content.kind === "PRIOR_LEARNING") {
    if (content.learntWhere.trim() === "") errors.learntWhere = strings.learntWhereMissing;
    if (content.learntFrom === "") errors.learntFrom = strings.learntDayMissing;
    if (content.learntUntil === "") errors.learntUntil = strings.learntDayMissing;
  }
  if (content.evidence.trim() === "" && content.files.length === 0) errors.evidence = strings.evidenceMissing;
  return errors;
}

const fields: readonly string[] = ["evidence", "learntWhere", "learntFrom", "learntUntil"] satisfies Field[];

function errorsOfFaults(faults: readonly { path: string; message: string }[]): Errors {
  return Object.fromEntries(
    faults.flatMap(({ path, message }) => (fields.includes(path) ? [[path, strings.itIs(message)]] : [])),
  );
}

/** A refusal of the server, beside its field where it names one. */
function errorsOf(error: unknown): Errors {
  if (!(error instanceof Problem)) return { whole: strings.failed };
  const named = errorsOfFaults(error.errors);
  return Object.keys(named).length > 0 ? named : { whole: error.detail };
}
