import type { OwnScale } from "#src/features/rating-scales/schema.ts";
import { maxLevels, type ScaleKind } from "#src/features/rating-scales/values.ts";
import { decimalOrNaN } from "#src/lib/parse-decimal.ts";
import type { ScaleInput } from "./use-scales.ts";

export type LevelDraft = { value: number; label: string; description: string; short: string };

/** A scale as it is typed. */
export type ScaleDraft = {
  name: string;
  kind: ScaleKind;
  question: string;
  minValue: string;
  maxValue: string;
  defaultTarget: string;
  allowMean: boolean;
  levels: LevelDraft[];
};

export function draftOf(scale: OwnScale | undefined, name = scale?.name ?? ""): ScaleDraft {
  if (!scale) {
    return levelsFor({
      name,
      kind: "ORDINAL",
      question: "",
      minValue: "1",
      maxValue: "5",
      defaultTarget: "4",
      allowMean: false,
      levels: [],
    });
  }
  return {
    name,
    kind: scale.kind,
    question: scale.question,
    minValue: String(scale.minValue),
    maxValue: String(scale.maxValue),
    defaultTarget: String(scale.defaultTarget),
    allowMean: scale.allowMean,
    levels: scale.levels.map((level) => ({ ...level })),
  };
}

/** Whether its lowest and highest value have a level each, and so many between them as can be shown. */
export function isCountable({ minValue, maxValue }: Pick<ScaleDraft, "minValue" | "maxValue">): boolean {
  const [min, max] = [decimalOrNaN(minValue), decimalOrNaN(maxValue)];
  return Number.isInteger(min) && Number.isInteger(max) && max > min && max - min < maxLevels;
}

/** With a level for each whole number from the lowest to the highest; words that are there stay with their value. */
export function levelsFor(draft: ScaleDraft): ScaleDraft {
  const bounded = draft.kind === "BINARY" ? { ...draft, defaultTarget: "1", allowMean: false } : draft;
  if (!isCountable(bounded)) return bounded;
  const min = decimalOrNaN(bounded.minValue);
  const count = decimalOrNaN(bounded.maxValue) - min + 1;
  const levels = Array.from({ length: count }, (_, index) => {
    const value = min + index;
    return bounded.levels.find((level) => level.value === value) ?? { value, label: "", description: "", short: "" };
  });
  return { ...bounded, levels };
}

/** The name of the first field that has to be filled. */
export function firstGap(draft: ScaleDraft): string | undefined {
  const texts = ["name", "question", "minValue", "maxValue", "defaultTarget"] as const;
  const text = texts.find((name) => draft[name].trim() === "");
  if (text) return text;
  if (!isCountable(draft)) return "maxValue";
  for (const [index, { label, short }] of draft.levels.entries()) {
    if (label.trim() === "") return `levels.${index}.label`;
    if (short.trim() === "") return `levels.${index}.short`;
  }
  return undefined;
}

export function toInput(draft: ScaleDraft): ScaleInput {
  return {
    name: draft.name.trim(),
    kind: draft.kind,
    question: draft.question.trim(),
    minValue: decimalOrNaN(draft.minValue),
    maxValue: decimalOrNaN(draft.maxValue),
    defaultTarget: decimalOrNaN(draft.defaultTarget),
    allowMean: draft.allowMean,
    levels: draft.levels.map(({ value, label, description, short }) => ({
      value,
      label: label.trim(),
      description: description.trim(),
      short: short.trim(),
    })),
  };
}
