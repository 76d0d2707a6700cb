import { queryOptions } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api } from "#src/client/api.ts";
import type { EffectAnswer, FormAnswer } from "#src/features/assessments/schema.ts";
import { type AssessmentValues, toEvaluationData } from "./assessment-values.ts";

/** A judgement as it stands in the form; null while there is none. */
export type Judgement = {
  studentId: string;
  competencyId: string;
  evaluationData: Pick<ReturnType<typeof toEvaluationData>, "overallRating" | "criteria" | "observedAt">;
};

export function judgementOf(values: AssessmentValues, form: FormAnswer): Judgement | null {
  const { overallRating, criteria, observedAt } = toEvaluationData(values, form);
  const scores = criteria?.map(({ rubricId, score }) => ({ rubricId, score }));
  if (overallRating === undefined && !scores?.some(({ score }) => score !== null)) return null;
  return {
    studentId: form.student.id,
    competencyId: form.competency.id,
    evaluationData: {
      ...(overallRating === undefined ? {} : { overallRating }),
      ...(scores ? { criteria: scores } : {}),
      ...(observedAt ? { observedAt } : {}),
    },
  };
}

const staleMs = 30_000;

/** What signing it would change. What was known is shown while the next is asked for. */
export function effectQuery(judgement: Judgement | null) {
  return queryOptions({
    queryKey: ["assessments", "effect", judgement],
    queryFn: ({ signal }) =>
      api<EffectAnswer>("/api/competency-assessments/effect", { method: "POST", body: judgement, signal }),
    enabled: judgement !== null,
    placeholderData: (last) => last,
    retry: false,
    staleTime: staleMs,
  });
}

const pauseMs = 250;

/** The value once it has not changed for a moment: a number is typed digit by digit. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: equal content is the same value.
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
