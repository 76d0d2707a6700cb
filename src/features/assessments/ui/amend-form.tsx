"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { FormAnswer, StaffAssessmentView } from "#src/features/assessments/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody, CardFooter, CardHeader } from "#src/ui/card.tsx";
import { LevelChoice } from "#src/ui/level-choice.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { toast } from "#src/ui/toast.tsx";
import { formDataQuery } from "./assessment-queries.ts";
import { type CriterionValue, firstName, isAnswered, kitScale, sentenceOf } from "./assessment-values.ts";
import { CriterionChoice } from "./criterion-choice.tsx";
import { useAct } from "./record-acts.ts";
import { currentOf, type Evaluation } from "./record-cards.tsx";
import { recordStrings } from "./record-strings.ts";
import { strings } from "./strings.ts";

export type AmendFormProps = { view: StaffAssessmentView; onDone: () => void };

/** Amends the author's own evaluation: the same questions as the form, with what was said, and a reason. */
export function AmendForm({ view, onDone }: AmendFormProps) {
  const form = useQuery(formDataQuery(view));
  const current =
    view.evaluations.find(({ isOwn, isSelf, state }) => isOwn && !isSelf && state === "SIGNED") ?? currentOf(view);
  return (
    <Card className="max-lg:order-1">
      <QueryContent query={form} skeleton={<Skeleton className="m-5 h-96" />}>
        {(data) => (current ? <Fields current={current} form={data} onDone={onDone} view={view} /> : null)}
      </QueryContent>
    </Card>
  );
}

const wordNames = ["strengths", "nextSteps", "feedback", "privateNote"] as const;

function Fields({ view, form, current, onDone }: AmendFormProps & { form: FormAnswer; current: Evaluation }) {
  const { run, isRunning, fault } = useAct(view);
  const [rating, setRating] = useState(current.overallRating);
  const [criteria, setCriteria] = useState(() => form.criteria.map(({ id }) => criterionOf(current, id)));
  const [words, setWords] = useState({
    strengths: current.strengths ?? "",
    nextSteps: current.nextSteps ?? "",
    feedback: current.feedback ?? "",
    privateNote: current.privateNote ?? "",
  });
  const [reason, setReason] = useState("");
  const [isReasonMissing, setReasonMissing] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  const reasonField = useRef<HTMLDivElement>(null);
  useEffect(() => title.current?.focus(), []);
  const first = firstName(view.studentName);
  const labels = {
    strengths: recordStrings.wentWell,
    nextSteps: recordStrings.nextTime,
    feedback: strings.moreFeedback,
    privateNote: strings.privateNote,
  };

  const save = async () => {
    if (reason.trim() === "") {
      setReasonMissing(true);
      reasonField.current?.querySelector("textarea")?.focus();
      return;
    }
    const given = criteria.filter(isAnswered).map(({ rubricId, score, isNotObserved, comment }) => ({
      rubricId,
      score: isNotObserved ? null : score,
      ...(comment.trim() === "" ? {} : { comment }),
    }));
    const evaluationData = {
      ...(rating === null || Number.isNaN(rating) ? {} : { overallRating: rating }),
      ...(given.length > 0 ? { criteria: given } : {}),
      ...Object.fromEntries(wordNames.filter((name) => words[name].trim() !== "").map((name) => [name, words[name]])),
    };
    if (!(await run("amend", { baseRevision: view.revision, reason, evaluationData }))) return;
    toast.success(recordStrings.amended);
    onDone();
  };

  const faultOf = (path: string) => fault?.errors.find((one) => one.path === path)?.message;
  const ratingFault = faultOf("evaluationData.overallRating");
  return (
    <>
      <CardHeader
        description={recordStrings.amendHelp(first)}
        divided
        title={
          <span ref={title} tabIndex={-1}>
            {recordStrings.amendTitle}
          </span>
        }
      />
      <CardBody className="flex flex-col gap-6">
        {view.needsCountersignature ? <Callout>{recordStrings.amendCountersign}</Callout> : null}
        <LevelChoice
          error={ratingFault ? sentenceOf(ratingFault) : undefined}
          label={strings.ratingLabel[form.scale.kind]}
          name="amendedRating"
          onValueChange={setRating}
          question={form.scale.question}
          scale={kitScale(form.scale)}
          target={form.competency.targetRating}
          value={rating}
        />
        {form.criteria.map((criterion, index) => (
          <CriterionChoice
            criterion={criterion}
            disabled={false}
            error={faultOf(`evaluationData.criteria.${index}.score`)}
            key={criterion.id}
            name={`amended.criteria.${index}`}
            onChange={(value) => setCriteria((all) => all.map((one, at) => (at === index ? value : one)))}
            value={criteria[index] ?? criterionOf(current, criterion.id)}
          />
        ))}
        {wordNames.map((name) => (
          <Textarea
            hint={name === "privateNote" ? strings.privateNoteHint : undefined}
            key={name}
            label={labels[name]}
            maxLength={8000}
            onChange={(event) => setWords((all) => ({ ...all, [name]: event.target.value }))}
            optional
            value={words[name]}
          />
        ))}
        <div ref={reasonField}>
          <Textarea
            error={isReasonMissing ? recordStrings.needReason : undefined}
            hint={recordStrings.amendReasonHint(first)}
            label={recordStrings.amendReason}
            maxLength={2000}
            onChange={(event) => {
              setReason(event.target.value);
              setReasonMissing(false);
            }}
            rows={2}
            value={reason}
          />
        </div>
        {fault ? (
          <Callout live tone="danger">
            {fault.detail}
          </Callout>
        ) : null}
      </CardBody>
      <CardFooter className="justify-end">
        <Button onClick={onDone}>{recordStrings.cancel}</Button>
        <Button loading={isRunning} onClick={() => void save()} variant="primary">
          {recordStrings.saveAmendment}
        </Button>
      </CardFooter>
    </>
  );
}

function criterionOf(current: Evaluation, rubricId: string): CriterionValue {
  const known = current.criteria.find((one) => one.rubricId === rubricId);
  return {
    rubricId,
    score: known?.score ?? null,
    isNotObserved: known !== undefined && known.score === null,
    comment: known?.comment ?? "",
  };
}
