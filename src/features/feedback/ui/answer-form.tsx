"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ReactNode, useId, useState } from "react";
import { Problem } from "#src/client/api.ts";
import { isFlag, isNumber, isText, listOf, nullOr, shapeOf } from "#src/client/stored-shape.ts";
import type { AnswerBody, RoundView } from "#src/features/feedback/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { LevelChoice } from "#src/ui/level-choice.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { TaskSection } from "#src/ui/task-page.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { toast } from "#src/ui/toast.tsx";
import { useStoredState } from "#src/ui/use-stored-state.ts";
import { feedbackKeys, giveAnswer } from "./feedback-queries.ts";
import { strings } from "./strings.ts";
import { firstName } from "./who-sees.tsx";

export type CriterionValue = { rubricId: string; score: number | null; isNotObserved: boolean; comment: string };
/** How a criterion is asked: the part of the assessment's form, which the page brings along. */
export type RenderCriterion = (props: {
  criterion: RoundView["criteria"][number];
  name: string;
  value: CriterionValue;
  onChange: (value: CriterionValue) => void;
  error: string | undefined;
  disabled: boolean;
}) => ReactNode;

const wordNames = ["strengths", "nextSteps", "feedback", "privateNote"] as const;
const labels = {
  strengths: strings.wentWell,
  nextSteps: strings.nextTime,
  feedback: strings.more,
  privateNote: strings.privateNote,
};

/** The view of whoever was asked: the same questions as in an assessment, with who reads what beside them. */
export function AnswerForm({
  round,
  renderCriterion,
  doneHref,
}: {
  round: RoundView;
  renderCriterion: RenderCriterion;
  doneHref: string;
}) {
  const dates = useDates();
  const router = useRouter();
  const queryClient = useQueryClient();
  const whole = useId();
  const kept = useStoredState(`feedback:${round.roundId}`, answerOf(round), (stored) => parseAnswer(stored, round));
  const { rating, criteria, words } = kept.value;
  const change = (part: Partial<Answer>) => kept.set({ ...kept.value, ...part });
  const [isSending, setSending] = useState(false);
  const [fault, setFault] = useState<Problem | string>();
  const answeredAt = round.own?.answeredAt;

  const send = async () => {
    setSending(true);
    setFault(undefined);
    try {
      const { state } = await giveAnswer(round.roundId, { evaluationData: dataOf(rating, criteria, words) });
      kept.forget();
      void queryClient.invalidateQueries({ queryKey: feedbackKeys.all() });
      void queryClient.invalidateQueries({ queryKey: ["assessments"] });
      router.push(doneHref);
      toast.success(state === "CLOSED" ? strings.givenClosed : strings.given);
    } catch (error) {
      setSending(false);
      setFault(error instanceof Problem ? error : strings.failed);
      requestAnimationFrame(() => scrollToField("overallRating"));
    }
  };
  const faultOf = (path: string) => {
    const found = fault instanceof Problem ? fault.errors.find((one) => one.path === path) : undefined;
    return found && `${found.message.charAt(0).toLocaleUpperCase()}${found.message.slice(1)}.`;
  };

  return (
    <>
      {answeredAt ? (
        <TaskSection className="py-4">
          <p className="text-muted" suppressHydrationWarning>
            {strings.youAnswered(dates.relative(answeredAt))}
          </p>
        </TaskSection>
      ) : null}
      <TaskSection>
        <LevelChoice
          disabled={isSending}
          error={faultOf("evaluationData.overallRating")}
          label={strings.level[round.scale.kind]}
          name="overallRating"
          onValueChange={(next) => change({ rating: next })}
          question={round.scale.question}
          scale={{
            kind: round.scale.kind,
            minValue: round.scale.min,
            maxValue: round.scale.max,
            levels: round.scale.levels,
          }}
          target={round.competency.targetRating}
          value={rating}
        />
      </TaskSection>
      {round.criteria.length > 0 ? (
        <TaskSection className="flex flex-col gap-6">
          <h2 className="text-md font-semibold">{strings.criteria}</h2>
          {round.criteria.map((criterion, index) => (
            <div key={criterion.id}>
              {renderCriterion({
                criterion,
                name: `criteria.${index}`,
                value: criteria[index] ?? criterionOf(undefined, criterion.id),
                onChange: (value) => change({ criteria: criteria.map((one, at) => (at === index ? value : one)) }),
                error: faultOf(`evaluationData.criteria.${index}.score`),
                disabled: isSending,
              })}
            </div>
          ))}
        </TaskSection>
      ) : null}
      <TaskSection className="flex flex-col gap-5">
        <p className="text-muted">{strings.answerHint(firstName(round.studentName))}</p>
        {wordNames.map((name) => (
          <Textarea
            disabled={isSending}
            hint={name === "privateNote" ? strings.privateNoteHint : undefined}
            key={name}
            label={labels[name]}
            maxLength={8000}
            onChange={(event) => change({ words: { ...words, [name]: event.target.value } })}
            optional
            rows={3}
            value={words[name]}
          />
        ))}
        {fault ? (
          <Callout live tone="danger">
            {fault instanceof Problem ? fault.detail : fault}
          </Callout>
        ) : null}
        <div className="flex md:justify-end" id={whole}>
          <Button className="max-md:w-full" loading={isSending} onClick={() => void send()} size="lg" variant="primary">
            {answeredAt ? strings.changeAnswer : strings.submitAnswer}
          </Button>
        </div>
      </TaskSection>
    </>
  );
}

type Answer = {
  rating: number | null;
  criteria: CriterionValue[];
  words: Record<(typeof wordNames)[number], string>;
};

function answerOf({ own, criteria }: RoundView): Answer {
  const given = own?.evaluationData;
  return {
    rating: given?.overallRating ?? null,
    criteria: criteria.map(({ id }) => criterionOf(given, id)),
    words: {
      strengths: given?.strengths ?? "",
      nextSteps: given?.nextSteps ?? "",
      feedback: given?.feedback ?? "",
      privateNote: given?.privateNote ?? "",
    },
  };
}

const isAnswer = shapeOf<Answer>({
  rating: nullOr(isNumber),
  criteria: listOf(
    shapeOf<CriterionValue>({
      rubricId: isText,
      score: nullOr(isNumber),
      isNotObserved: isFlag,
      comment: isText,
    }),
  ),
  words: shapeOf<Answer["words"]>({ strengths: isText, nextSteps: isText, feedback: isText, privateNote: isText }),
});

/** What a reload of this tab found, if it fits the questions. */
function parseAnswer(stored: unknown, { criteria }: RoundView): Answer | undefined {
  const ids = criteria.map(({ id }) => id).join();
  return isAnswer(stored) && stored.criteria.map(({ rubricId }) => rubricId).join() === ids ? stored : undefined;
}

type Given = NonNullable<RoundView["own"]>["evaluationData"] | undefined;

function criterionOf(given: Given, rubricId: string): CriterionValue {
  const known = given?.criteria?.find((one) => one.rubricId === rubricId);
  return {
    rubricId,
    score: known?.score ?? null,
    isNotObserved: known !== undefined && known.score === null,
    comment: known?.comment ?? "",
  };
}

function dataOf(
  rating: number | null,
  criteria: readonly CriterionValue[],
  words: Answer["words"],
): AnswerBody["evaluationData"] {
  const scored = criteria
    .filter(({ score, isNotObserved }) => isNotObserved || (score !== null && !Number.isNaN(score)))
    .map(({ rubricId, score, isNotObserved, comment }) => ({
      rubricId,
      score: isNotObserved ? null : score,
      ...(comment.trim() === "" ? {} : { comment }),
    }));
  return {
    ...(rating === null || Number.isNaN(rating) ? {} : { overallRating: rating }),
    ...(scored.length > 0 ? { criteria: scored } : {}),
    ...Object.fromEntries(wordNames.filter((name) => words[name].trim() !== "").map((name) => [name, words[name]])),
  };
}
