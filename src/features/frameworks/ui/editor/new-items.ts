import type { EditAnswer, EditCompetency, EditItem, RubricCriterion } from "#src/features/frameworks/editing/schema.ts";
import { strings } from "./editor-strings.ts";

function base(): Omit<EditItem, "kind" | "statement" | "competency"> {
  const id = crypto.randomUUID();
  return { id, identifier: id, parentId: null, code: null, itemType: null, editorNote: null };
}

export function newCategory(): EditItem {
  return { ...base(), kind: "CATEGORY", statement: strings.newCategory, competency: null };
}

/** With the settings of the competency beside it, since most of a framework is judged alike. */
export function newCompetency(
  like: EditCompetency | null | undefined,
  { scales, countersigns }: Pick<EditAnswer, "scales" | "countersigns">,
): EditItem {
  const scale = scales.find(({ id }) => id === (like?.ratingScaleId ?? "scale_entrustment")) ?? scales[0];
  const rest = like ?? {
    level: "FUNDAMENTAL" as const,
    isRequired: true,
    targetRating: scale?.defaultTarget ?? 1,
    scoringMethod: "LATEST" as const,
    nTimes: null,
    requiredObservations: 1,
    requiredEvaluators: 1,
    requiredDays: 1,
    validityMonths: null,
    renewalWays: ["REASSESSMENT" as const],
    needsApproval: false,
    needsCountersignature: countersigns,
  };
  // The rubric of another competency is about that one.
  const method = rest.scoringMethod === "MINIMUM_OF_CRITERIA" ? "LATEST" : rest.scoringMethod;
  return {
    ...base(),
    kind: "COMPETENCY",
    statement: strings.newCompetency,
    competency: {
      ...rest,
      id: crypto.randomUUID(),
      name: strings.newCompetency,
      shortName: null,
      description: "",
      category: null,
      ratingScaleId: scale?.id ?? "",
      scoringMethod: method,
      replacesId: null,
      rubric: [],
    },
  };
}

/** A copy for the place behind it. */
export function duplicateOf(item: EditItem): EditItem {
  return {
    ...item,
    ...base(),
    parentId: item.parentId,
    code: item.code,
    editorNote: item.editorNote,
    itemType: item.itemType,
    competency: item.competency && {
      ...item.competency,
      id: crypto.randomUUID(),
      replacesId: null,
      rubric: item.competency.rubric.map((criterion) => ({ ...criterion, id: crypto.randomUUID() })),
    },
  };
}

/** As many levels as the other criteria have; four of the usual words for the first. */
export function newCriterion(rubric: readonly RubricCriterion[]): RubricCriterion {
  const like = rubric.find(({ levels }) => levels.length > 0);
  const levels =
    like?.levels.map(({ value, label }) => ({ value, label, description: "" })) ??
    strings.levelNames.map((label, value) => ({ value, label, description: "" }));
  return {
    id: crypto.randomUUID(),
    name: strings.newCriterion,
    description: "",
    weight: 1,
    maxScore: like?.maxScore ?? 3,
    passScore: null,
    levels,
  };
}
