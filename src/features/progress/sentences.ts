import type { ScoringMethod } from "#src/features/frameworks/schema.ts";
import type { WhyAnswer } from "#src/features/progress/schema.ts";
import { isCompleted } from "#src/features/progress/values.ts";

/** Explains to a student how a result is calculated. */
export function methodSentence(method: ScoringMethod, times: number | null): string {
  switch (method) {
    case "LATEST":
      return "The latest assessment counts.";
    case "HIGHEST":
      return "The highest assessment counts.";
    case "AVERAGE":
      return "All assessments count alike.";
    case "WEIGHTED_AVERAGE":
      return "The latest assessment counts for 65%, the mean of the earlier ones for 35%.";
    case "DECAYING_AVERAGE":
      return "Every new assessment counts for 65% against all before it.";
    case "N_TIMES":
      return `The target must be reached ${times ?? 1} times; those assessments count.`;
    case "MINIMUM_OF_CRITERIA":
      return "The weakest criterion counts.";
  }
}

export const leftOutSentences = {
  draft: "It is not submitted yet.",
  self: "A self-evaluation is shown, but never counts.",
  superseded: "A later revision replaced it.",
  voided: "The school voided it.",
  rejected: "It was not accepted on countersignature, or the assessment was withdrawn.",
  not_countersigned: "It waits for its countersignature.",
  guest_unconfirmed: "The guest assessor has not confirmed it yet.",
  before_cycle: "It was observed before the completion that is being renewed.",
  nothing_observed: "No criterion was observed.",
} as const;

/** The next step for the student. */
export function nextStepSentence(state: {
  status: WhyAnswer["status"];
  result: number | null;
  target: number;
  requirements: WhyAnswer["requirements"];
  labelOf(value: number): string | null;
}): string {
  if (isCompleted(state.status)) return "Nothing more is needed: this competency is completed.";
  const [observations, evaluators, days] = state.requirements;
  const missing = (observations?.need ?? 1) - (observations?.have ?? 0);
  if (missing > 0) return missing === 1 ? "One more assessment is needed." : `${missing} more assessments are needed.`;
  const target = state.labelOf(state.target) ?? String(state.target);
  if (state.result === null || state.result < state.target) return `An assessment at “${target}” or above is needed.`;
  if (evaluators && evaluators.have < evaluators.need) return "An assessment by another assessor is needed.";
  if (days && days.have < days.need) return "An assessment on another day is needed.";
  return "An assessment is needed.";
}
