import type { ScoringMethod } from "#src/features/frameworks/schema.ts";
import type { Need, WhyAnswer } from "#src/features/progress/schema.ts";
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

const means: readonly ScoringMethod[] = ["AVERAGE", "WEIGHTED_AVERAGE", "DECAYING_AVERAGE", "MINIMUM_OF_CRITERIA"];

/** The next step for the student: the first thing that is missing, the number of assessments before their level. */
export function nextStepSentence(state: {
  status: WhyAnswer["status"];
  method: ScoringMethod;
  result: number | null;
  target: number;
  needs: WhyAnswer["requirements"];
  labelOf(value: number): string | null;
}): string {
  if (isCompleted(state.status)) {
    return state.result !== null && state.result < state.target
      ? "Nothing more is needed: this competency stays completed, although its level is below the target now."
      : "Nothing more is needed: this competency is completed.";
  }
  if (state.status === "WITHDRAWN") return "This competency is no longer assigned.";
  const missing = (name: Need["name"]) => {
    const need = state.needs.find((one) => one.name === name);
    return need && !need.isMet ? need.need - (need.have ?? 0) : 0;
  };
  const total = state.needs.find(({ name }) => name === "observations");
  if (total?.have === 0 || missing("renewal") > 0) {
    const need = total?.need ?? 1;
    if (state.status === "EXPIRED") {
      return `It has expired: ${need === 1 || missing("renewal") > 0 ? "a new assessment is" : `${need} new assessments are`} needed.`;
    }
    return `Not assessed yet: ${need === 1 ? "the first assessment is" : `${need} assessments are`} needed.`;
  }
  if (missing("observations") > 0) return `${moreAssessments(missing("observations"))} needed.`;
  const target = `“${state.labelOf(state.target) ?? state.target}”`;
  const times = missing("timesAtTarget");
  if (times === 1) return `One more assessment at ${target} or above is needed.`;
  if (times > 1) return `${times} more assessments at ${target} or above are needed.`;
  if (missing("level") > 0) {
    return means.includes(state.method)
      ? `The result must rise to ${target}: further assessments at or above it are needed.`
      : `An assessment at ${target} or above is needed.`;
  }
  if (missing("evaluators") > 0) return "An assessment by another assessor is needed.";
  if (missing("days") > 0) return "An assessment on another day is needed.";
  return "An assessment is needed.";
}

function moreAssessments(count: number): string {
  return count === 1 ? "One more assessment is" : `${count} more assessments are`;
}
