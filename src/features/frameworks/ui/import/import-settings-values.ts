import type { ImportChoices } from "./import-choices.ts";
import type { CommitInput } from "./import-queries.ts";
import { isTargetOf, type Method, methods, obstacleOf, type RatingScale } from "./scoring.ts";

/** The values of the form; numbers are NaN while their field is empty. */
export type ImportSettings = {
  title: string;
  /** Empty if there is none. */
  programId: string;
  ratingScaleId: string;
  targetRating: number;
  scoringMethod: Method;
  nTimes: number;
  requiredObservations: number;
  requiredEvaluators: number;
  requiredDays: number;
  publish: boolean;
  /** Whether it becomes the next version of the framework that the file is known from. */
  isUpdate: boolean;
};

/** The limits of the API's schema. */
export const limits = { nTimes: 100, requiredObservations: 100, requiredEvaluators: 20, requiredDays: 100 } as const;

export function isWholeNumber(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= max;
}

const usualScale = "scale_entrustment";

export function defaultSettings(title: string, scales: readonly RatingScale[]): ImportSettings {
  const scale = scales.find((each) => each.id === usualScale) ?? scales[0];
  return {
    title: title.slice(0, 300),
    programId: "",
    ratingScaleId: scale?.id ?? usualScale,
    targetRating: scale?.defaultTarget ?? Number.NaN,
    scoringMethod: "LATEST",
    nTimes: 3,
    requiredObservations: 1,
    requiredEvaluators: 1,
    requiredDays: 1,
    publish: false,
    isUpdate: true,
  };
}

/** Values stored earlier in this tab, as far as they are still valid. */
export function parseSettings(
  stored: unknown,
  initial: ImportSettings,
  scales: readonly RatingScale[],
): ImportSettings | undefined {
  if (typeof stored !== "object" || stored === null) return undefined;
  const found: Record<string, unknown> = { ...stored };
  const text = (key: "title" | "programId") => {
    const value = found[key];
    return typeof value === "string" ? value : initial[key];
  };
  // An empty number field is NaN, which JSON stores as null; it then gets the default again.
  const number = (key: "nTimes" | "requiredObservations" | "requiredEvaluators" | "requiredDays") => {
    const value = found[key];
    return typeof value === "number" ? value : initial[key];
  };
  const scale = scales.find((each) => each.id === found.ratingScaleId);
  const method = methods.find((each) => each === found.scoringMethod);
  const target = found.targetRating;
  return {
    title: text("title"),
    programId: text("programId"),
    ratingScaleId: scale?.id ?? initial.ratingScaleId,
    targetRating:
      scale && typeof target === "number" && isTargetOf(target, scale)
        ? target
        : (scale?.defaultTarget ?? initial.targetRating),
    scoringMethod: scale && method && !obstacleOf(method, scale) ? method : "LATEST",
    nTimes: number("nTimes"),
    requiredObservations: number("requiredObservations"),
    requiredEvaluators: number("requiredEvaluators"),
    requiredDays: number("requiredDays"),
    publish: typeof found.publish === "boolean" ? found.publish : initial.publish,
    isUpdate: typeof found.isUpdate === "boolean" ? found.isUpdate : initial.isUpdate,
  };
}

/** `known` is the framework that an update becomes the next version of, if there is one. */
export function toCommitBody(settings: ImportSettings, choices: ImportChoices, known: string | undefined): CommitInput {
  const { programId, nTimes, isUpdate, publish, ...rest } = settings;
  const updates = isUpdate ? known : undefined;
  return {
    ...rest,
    ...(updates === undefined ? { publish } : { publish: false, updates }),
    title: settings.title.trim(),
    ...(programId === "" ? {} : { programId }),
    ...(settings.scoringMethod === "N_TIMES" ? { nTimes } : {}),
    ...(choices.included.length > 0 ? { innerCompetencies: [...choices.included] } : {}),
    ...(choices.excluded.length > 0 ? { excluded: [...choices.excluded] } : {}),
  };
}
