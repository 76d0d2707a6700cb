import type { ChangedField } from "#src/features/framework-versions/values.ts";

/** What a version changed in a competency, in a word. */
export const fieldWords: Record<ChangedField, string> = {
  code: "Code",
  name: "Name",
  shortName: "Short name",
  description: "New wording",
  level: "Level of the competency",
  isRequired: "Required",
  ratingScale: "Rating scale",
  targetRating: "Target",
  scoringMethod: "How ratings count",
  requiredObservations: "Assessments needed",
  requiredEvaluators: "Assessors needed",
  requiredDays: "Days needed",
  validityMonths: "Valid for months",
  renewalWays: "What renews it",
  needsApproval: "Approval by the school",
  needsCountersignature: "Countersignature",
  rubric: "Criteria",
};
