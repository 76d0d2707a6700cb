"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ReactNode, useRef, useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import { isNumber, isText, nullOr, oneOf, shapeOf } from "#src/client/stored-shape.ts";
import type { SubmissionAnswer } from "#src/features/submissions/schema.ts";
import { maxCommentWords } from "#src/features/submissions/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { LevelChoice } from "#src/ui/level-choice.tsx";
import { RadioGroup } from "#src/ui/radio-group.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { TaskPage, TaskSection } from "#src/ui/task-page.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { toast } from "#src/ui/toast.tsx";
import { useStoredState } from "#src/ui/use-stored-state.ts";
import { strings } from "./strings.ts";
import { type Decision, decideSubmission, submissionKeys } from "./submission-queries.ts";

const acts = ["approve", "return", "reject"] as const;
type Act = (typeof acts)[number];

type Given = { act: Act | null; rating: number | null; comment: string };
const nothing: Given = { act: null, rating: null, comment: "" };
const isGiven = shapeOf<Given>({ act: nullOr(oneOf(acts)), rating: nullOr(isNumber), comment: isText });

type Errors = Partial<Record<"decision" | "rating" | "comment" | "whole", string>>;

/** The decision about a submission, under what is decided about. What is typed survives a reload of the tab. */
export function ReviewForm({
  submission,
  backHref,
  children,
}: {
  submission: SubmissionAnswer;
  backHref: string;
  children: ReactNode;
}) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const { id, revision, studentName, scale } = submission;
  const kept = useStoredState(`review:${id}:${revision}`, nothing, (stored) => (isGiven(stored) ? stored : undefined));
  const [errors, setErrors] = useState<Errors>({});
  const [isBusy, setBusy] = useState(false);
  // A second press repeats the first, until something is changed.
  const key = useRef(newIdempotencyKey());
  const given = kept.value;

  const change = (edit: Partial<Given>) => {
    key.current = newIdempotencyKey();
    setErrors({});
    kept.set({ ...given, ...edit });
  };
  const fail = (found: Errors) => {
    setErrors(found);
    const first = (["decision", "rating", "comment"] as const).find((name) => found[name]);
    if (first) scrollToField(first);
  };

  const decide = async () => {
    const decision = decisionOf(given);
    if ("errors" in decision) return fail(decision.errors);
    setBusy(true);
    try {
      await decideSubmission(id, decision, revision, key.current);
      kept.forget();
      toast.success(doneWords[decision.act](studentName));
      void queryClient.invalidateQueries({ queryKey: submissionKeys.all() });
      // What waits and what is shown of the student follow from it.
      void queryClient.invalidateQueries({ queryKey: ["assessments"] });
      void queryClient.invalidateQueries({ queryKey: ["progress"] });
      router.push(backHref);
    } catch (error) {
      fail(errorsOf(error));
      void queryClient.invalidateQueries({ queryKey: submissionKeys.one(id) });
    } finally {
      setBusy(false);
    }
  };

  return (
    <TaskPage
      back={{ href: backHref, label: strings.back }}
      footer={
        <Button
          className="max-md:w-full"
          loading={isBusy}
          onClick={() => void decide()}
          size="lg"
          variant={given.act === "reject" ? "danger" : "primary"}
        >
          <span className="truncate">{buttonWords(given.act, studentName)}</span>
        </Button>
      }
      title={strings.review}
    >
      {children}
      <TaskSection>
        <RadioGroup
          error={errors.decision}
          label={strings.decision}
          name="decision"
          onValueChange={(act) => change({ act })}
          options={acts.map((act) => ({
            value: act,
            label: strings.decisions[act],
            hint: strings.decisionHints[act],
          }))}
          value={given.act}
        />
      </TaskSection>
      {given.act === "approve" ? (
        <TaskSection>
          <LevelChoice
            error={errors.rating}
            label={strings.level}
            name="rating"
            onValueChange={(rating) => change({ rating })}
            question={scale.question}
            scale={{ kind: scale.kind, minValue: scale.min, maxValue: scale.max, levels: scale.levels }}
            target={scale.target}
            value={given.rating}
          />
        </TaskSection>
      ) : null}
      {given.act === null ? null : (
        <TaskSection>
          <Textarea
            error={errors.comment}
            hint={strings.commentHints[given.act]}
            label={strings.comment}
            maxLength={maxCommentWords}
            name="comment"
            onChange={(event) => change({ comment: event.target.value })}
            rows={4}
            value={given.comment}
          />
        </TaskSection>
      )}
      {errors.whole ? (
        <div className="p-4 md:px-6">
          <Callout live title={strings.decideFailed} tone="danger">
            {errors.whole}
          </Callout>
        </div>
      ) : null}
    </TaskPage>
  );
}

const doneWords = { approve: strings.approved, return: strings.returned, reject: strings.rejected };

function buttonWords(act: Act | null, name: string): string {
  if (act === null) return strings.decide;
  return act === "approve" ? strings.approve : act === "return" ? strings.returnTo(name) : strings.reject;
}

function decisionOf({ act, rating, comment: typed }: Given): Decision | { errors: Errors } {
  const comment = typed.trim();
  if (act === null) return { errors: { decision: strings.decisionMissing } };
  const errors: Errors = {
    ...(act === "approve" && (rating === null || Number.isNaN(rating)) ? { rating: strings.ratingMissing } : {}),
    ...(comment === "" ? { comment: strings.commentMissing } : {}),
  };
  if (Object.keys(errors).length > 0) return { errors };
  return act === "approve" ? { act, comment, overallRating: rating ?? Number.NaN } : { act, comment };
}

/** A refusal of the server, beside its question where it names one. */
function errorsOf(error: unknown): Errors {
  if (!(error instanceof Problem)) return { whole: strings.failed };
  const rating = error.errors.find(({ path }) => path.endsWith("overallRating"));
  return rating ? { rating: strings.itIs(rating.message) } : { whole: error.detail };
}
