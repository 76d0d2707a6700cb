import type { CommitInput } from "./import-queries.ts";

/** A rating scale as the list of scales returns it. */
export type RatingScale = {
  id: string;
  name: string;
  kind: "ORDINAL" | "NUMERIC" | "BINARY";
  min: number;
  max: number;
  defaultTarget: number;
  allowMean: boolean;
  levels: readonly { value: number; label: string; description: string }[];
};

export type Method = NonNullable<CommitInput["scoringMethod"]>;

/** In the order in which they are offered: simple ones first. */
export const methods: readonly Method[] = [
  "LATEST",
  "HIGHEST",
  "N_TIMES",
  "AVERAGE",
  "WEIGHTED_AVERAGE",
  "DECAYING_AVERAGE",
  "MINIMUM_OF_CRITERIA",
];

const means: readonly Method[] = ["AVERAGE", "WEIGHTED_AVERAGE", "DECAYING_AVERAGE"];

/** Why a method cannot be chosen, or undefined. Entrustment levels are ordinal: no mean, unless the school opts in. */
export function obstacleOf(method: Method, scale: RatingScale): "mean" | "rubric" | undefined {
  if (method === "MINIMUM_OF_CRITERIA") return "rubric";
  if (means.includes(method) && scale.kind !== "NUMERIC" && !(scale.kind === "ORDINAL" && scale.allowMean))
    return "mean";
  return undefined;
}

/** A target must be above the lowest value; otherwise every student would have reached it. */
export function isTargetOf(target: number, scale: RatingScale): boolean {
  if (!Number.isFinite(target) || target <= scale.min || target > scale.max) return false;
  return scale.kind === "NUMERIC" || scale.levels.some((level) => level.value === target);
}
