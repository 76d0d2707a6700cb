"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowRight } from "lucide-react";
import { type UseFormReturn, useWatch } from "react-hook-form";
import type { EffectAnswer, FormAnswer } from "#src/features/assessments/schema.ts";
import { cn } from "#src/ui/cn.ts";
import { Status } from "#src/ui/status.tsx";
import type { AssessmentValues } from "./assessment-values.ts";
import { EffectNothing } from "./effect-nothing.tsx";
import { effectQuery, judgementOf, useSettled } from "./effect-queries.ts";
import { effectStrings as strings } from "./effect-strings.ts";
import { type EffectWords, effectWords } from "./effect-words.ts";

export type EffectProps = { form: FormAnswer; fields: UseFormReturn<AssessmentValues> };

/** How the judgement would move the student: level now and after, status, and what is missing then. */
export function EffectOfJudgement({ form, fields }: EffectProps) {
  const { hasJudgement, answer, isFailed } = useEffectOf({ form, fields });
  if (!hasJudgement) return <EffectNothing form={form} />;
  if (isFailed) return <p className="text-muted">{strings.unknown}</p>;
  return answer ? <Effect answer={answer} form={form} /> : null;
}

/** In one sentence, before it is signed; nothing where it is not known. */
export function EffectSentence(props: EffectProps) {
  const { answer } = useEffectOf(props);
  if (!isSigned(answer)) return null;
  return <p className="mt-3 text-base">{effectWords(answer, props.form).headline}</p>;
}

function Effect({ answer, form }: { answer: EffectAnswer; form: FormAnswer }) {
  if (!isSigned(answer)) return <p className="text-muted">{strings.refused}</p>;
  const words = effectWords(answer, form);
  const after = answer.signed.afterCountersigned ?? answer.signed.after;
  return (
    <>
      <Move words={words} />
      <p className="num mt-2 text-pretty">{words.headline}</p>
      <p className="num mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
        <Status status={after.status} />
        <span className="min-w-0 text-pretty">{words.sentences.join(" ")}</span>
      </p>
    </>
  );
}

/** Beside the sentence, which says the same. */
function Move({ words: { now, after, moves, completes } }: { words: EffectWords }) {
  const box = "rounded-ctl border px-2.5 py-1 text-sm font-medium";
  return (
    <p aria-hidden className="num mt-2 flex flex-wrap items-center gap-2">
      <span className={cn(box, "border-border bg-surface-secondary text-muted")}>{now}</span>
      {moves ? (
        <>
          <ArrowRight className="size-4 shrink-0 text-muted rtl:-scale-x-100" />
          <span
            className={cn(
              box,
              completes
                ? "border-success bg-success-soft text-success-soft-foreground"
                : "border-accent bg-accent-soft text-accent-soft-foreground",
            )}
          >
            {after}
          </span>
        </>
      ) : null}
    </p>
  );
}

function useEffectOf({ form, fields }: EffectProps) {
  useWatch({ control: fields.control, name: ["overallRating", "criteria", "observedAt"] });
  const judgement = judgementOf(fields.getValues(), form);
  const settled = useSettled(judgement);
  const query = useQuery(effectQuery(settled));
  return {
    hasJudgement: judgement !== null,
    answer: judgement === null ? undefined : query.data,
    isFailed: query.isError,
  };
}

function isSigned(
  answer: EffectAnswer | undefined,
): answer is EffectAnswer & { signed: NonNullable<EffectAnswer["signed"]> } {
  return answer !== undefined && answer.signed !== null;
}
