import { type Check, isFlag, isNumber, isText, listOf, nullOr, oneOf, shapeOf } from "#src/client/stored-shape.ts";
import type { EvaluationData, FormAnswer } from "#src/features/assessments/schema.ts";
import { type AssessmentMethod, assessmentMethods } from "#src/features/assessments/values.ts";
import { formatLevel, levelWordOf, type Scale } from "#src/ui/level.tsx";
import { strings as kit } from "#src/ui/strings.ts";
import { strings } from "./strings.ts";

/** The values of the form; a number is NaN while what was typed is not one. */
export type AssessmentValues = {
  overallRating: number | null;
  criteria: CriterionValue[];
  /** The format of a datetime-local input, in the phone's time zone: "2026-11-24T09:40". */
  observedAt: string;
  method: AssessmentMethod;
  rotationId: string;
  strengths: string;
  nextSteps: string;
  feedback: string;
  privateNote: string;
};
export type CriterionValue = { rubricId: string; score: number | null; isNotObserved: boolean; comment: string };
export type KeptFile = { fileId: string; name: string; sizeBytes: number };

/** Both are also stored on the phone, and are checked when they are read back. */
export const isAssessmentValues: Check<AssessmentValues> = shapeOf<AssessmentValues>({
  overallRating: nullOr(isNumber),
  criteria: listOf(
    shapeOf<CriterionValue>({ rubricId: isText, score: nullOr(isNumber), isNotObserved: isFlag, comment: isText }),
  ),
  observedAt: isText,
  method: oneOf(assessmentMethods),
  rotationId: isText,
  strengths: isText,
  nextSteps: isText,
  feedback: isText,
  privateNote: isText,
});
export const isKeptFile: Check<KeptFile> = shapeOf<KeptFile>({ fileId: isText, name: isText, sizeBytes: isNumber });

const maxWords = 8000;
const clockToleranceMs = 5 * 60_000;

/** The initial values of a form: those of the saved draft if there is one, otherwise nothing is chosen. */
export function initialValues(form: FormAnswer): AssessmentValues {
  const data = form.draft?.evaluationData;
  const given = new Map(data?.criteria?.map((criterion) => [criterion.rubricId, criterion]));
  return {
    overallRating: data?.overallRating ?? null,
    criteria: form.criteria.map(({ id }) => {
      const known = given.get(id);
      return {
        rubricId: id,
        score: known?.score ?? null,
        isNotObserved: known !== undefined && known.score === null,
        comment: known?.comment ?? "",
      };
    }),
    // The server does not know the phone's time zone: the browser fills it in.
    observedAt: "",
    method: data?.method ?? "DIRECT_OBSERVATION",
    rotationId: data?.rotationId ?? form.rotations[0]?.id ?? "",
    strengths: data?.strengths ?? "",
    nextSteps: data?.nextSteps ?? "",
    feedback: data?.feedback ?? "",
    privateNote: data?.privateNote ?? "",
  };
}

/** Adapts stored values to the current form: the rubric may have changed since they were stored. */
export function adaptValues(values: AssessmentValues, form: FormAnswer): AssessmentValues {
  const kept = new Map(values.criteria.map((criterion) => [criterion.rubricId, criterion]));
  return {
    ...values,
    criteria: initialValues(form).criteria.map((criterion) => kept.get(criterion.rubricId) ?? criterion),
    rotationId: form.rotations.some(({ id }) => id === values.rotationId) ? values.rotationId : "",
  };
}

/** The request body. A draft leaves out values that are not valid yet; the copy on the phone keeps them. */
export function toEvaluationData(values: AssessmentValues, form: FormAnswer): EvaluationData {
  const observedAt = new Date(values.observedAt);
  const criteria = values.criteria.filter(isAnswered).map(({ rubricId, score, isNotObserved, comment }) => ({
    rubricId,
    score: isNotObserved ? null : score,
    ...(comment.trim() === "" ? {} : { comment: comment.slice(0, 4000) }),
  }));
  return {
    ...(ratingGap(values.overallRating, form) === undefined && values.overallRating !== null
      ? { overallRating: values.overallRating }
      : {}),
    ...(criteria.length > 0 ? { criteria } : {}),
    ...(Number.isNaN(observedAt.getTime()) ? {} : { observedAt: observedAt.toISOString() }),
    method: values.method,
    ...(values.rotationId === "" ? {} : { rotationId: values.rotationId }),
    ...words("feedback", values.feedback),
    ...words("strengths", values.strengths),
    ...words("nextSteps", values.nextSteps),
    ...words("privateNote", values.privateNote),
  };
}

function words<Name extends string>(name: Name, value: string): { [K in Name]?: string } {
  if (value.trim() === "") return {};
  // A computed key widens to string; the only key is `name`.
  return { [name]: value.slice(0, maxWords) } as { [K in Name]?: string };
}

export function isAnswered(criterion: CriterionValue): boolean {
  return criterion.isNotObserved || (criterion.score !== null && !Number.isNaN(criterion.score));
}

/** No level was chosen, and a criterion was scored: what they amount to is the rating. */
export function isLeftToCriteria({ overallRating, criteria }: AssessmentValues): boolean {
  return (
    overallRating === null &&
    criteria.some(({ isNotObserved, score }) => !isNotObserved && score !== null && !Number.isNaN(score))
  );
}

export type Gap = { name: GapName; message: string };
export type GapName =
  | "overallRating"
  | `criteria.${number}`
  | "observedAt"
  | "strengths"
  | "nextSteps"
  | "feedback"
  | "privateNote"
  | "evidence";

/** What is still missing before the assessment can be submitted, in the order of the page. */
export function gapsOf(values: AssessmentValues, form: FormAnswer, now: Date): Gap[] {
  const gaps: Gap[] = [];
  const level = isLeftToCriteria(values) ? undefined : ratingGap(values.overallRating, form);
  if (level) gaps.push({ name: "overallRating", message: level });
  for (const [index, criterion] of values.criteria.entries()) {
    const maxScore = form.criteria[index]?.maxScore ?? 0;
    if (Number.isNaN(criterion.score)) gaps.push({ name: `criteria.${index}`, message: strings.gapNotANumber });
    else if (!isAnswered(criterion)) gaps.push({ name: `criteria.${index}`, message: strings.gapCriterion });
    else if (criterion.score !== null && (criterion.score < 0 || criterion.score > maxScore)) {
      gaps.push({ name: `criteria.${index}`, message: strings.gapNumber(0, maxScore) });
    }
  }
  const observedAt = new Date(values.observedAt).getTime();
  if (Number.isNaN(observedAt)) gaps.push({ name: "observedAt", message: strings.gapObservedAt });
  else if (observedAt > now.getTime() + clockToleranceMs) gaps.push({ name: "observedAt", message: strings.gapFuture });
  else if (form.observedFrom !== null && observedAt < new Date(form.observedFrom).getTime()) {
    gaps.push({ name: "observedAt", message: strings.gapTooEarly });
  }
  for (const name of ["strengths", "nextSteps", "feedback", "privateNote"] as const) {
    if (values[name].length > maxWords) gaps.push({ name, message: strings.tooLong });
  }
  return gaps;
}

const unlikelyAfterDays = 30;
const dayMs = 86_400_000;

/** How many days ago it was observed, if that is so long that the day may be a slip. */
export function unlikelyDaysAgo(observedAt: string, now: Date): number | undefined {
  const days = Math.floor((now.getTime() - new Date(observedAt).getTime()) / dayMs);
  return days > unlikelyAfterDays ? days : undefined;
}

function ratingGap(rating: number | null, { scale }: Pick<FormAnswer, "scale">): string | undefined {
  if (Number.isNaN(rating)) return strings.gapNotANumber;
  if (scale.kind === "NUMERIC") {
    if (rating === null || rating < scale.min || rating > scale.max) return strings.gapNumber(scale.min, scale.max);
    return Number(rating.toFixed(2)) === rating ? undefined : strings.gapDecimals;
  }
  if (rating !== null && scale.levels.some(({ value }) => value === rating)) return undefined;
  return scale.kind === "BINARY" ? strings.gapResult : strings.gapLevel;
}

const plainFields = ["overallRating", "observedAt", "strengths", "nextSteps", "feedback", "privateNote"] as const;

/** The form's field for a path of a 422 answer; undefined if the form has no such field. */
export function fieldOfPath(path: string, criteriaCount: number): GapName | undefined {
  if (path.startsWith("evidenceFiles")) return "evidence";
  const inside = path.replace(/^evaluationData\./, "");
  const criterion = /^criteria\.(\d+)/.exec(inside)?.[1];
  // A submission contains all criteria, so the index is the form's index.
  if (criterion !== undefined && Number(criterion) < criteriaCount) return `criteria.${Number(criterion)}`;
  return plainFields.find((name) => name === inside);
}

/** The API writes "must be …" about a field; the form shows a whole sentence. */
export function sentenceOf(message: string): string {
  return /^[a-z]/.test(message) ? `It ${message}.` : message;
}

/** The scale in the form that the UI components take. */
export function kitScale(scale: FormAnswer["scale"]): Scale {
  return { kind: scale.kind, minValue: scale.min, maxValue: scale.max, levels: scale.levels };
}

/** "3 · Prompted, target 4", "4.5 of 5, target 4"; "Pass" names its target itself. */
export function ratingWords(rating: number, { scale, target }: { scale: FormAnswer["scale"]; target: number }): string {
  const words = levelWords(rating, scale);
  return scale.kind === "BINARY" ? words : `${words}${kit.andTarget(formatLevel(target))}`;
}

/** What is signed: the level, or that the criteria decide. */
export function signedWords(rating: number | null, { scale, competency }: FormAnswer): string {
  return rating === null ? strings.byCriteria : ratingWords(rating, { scale, target: competency.targetRating });
}

/** "4 · Unsupervised", "4.5 of 5", "Pass". */
export function levelWords(rating: number, scale: FormAnswer["scale"]): string {
  const number = formatLevel(rating);
  if (scale.kind === "NUMERIC") return `${number} of ${formatLevel(scale.max)}`;
  const word = levelWordOf(rating, kitScale(scale));
  if (scale.kind === "BINARY") return word ?? number;
  return word ? `${number} · ${word}` : number;
}

/** An instant in the format of a datetime-local input, in the browser's time zone. */
export function toLocalInput(instant: Date): string {
  const pad = (value: number) => String(value).padStart(2, "0");
  const day = `${instant.getFullYear()}-${pad(instant.getMonth() + 1)}-${pad(instant.getDate())}`;
  return `${day}T${pad(instant.getHours())}:${pad(instant.getMinutes())}`;
}

export function firstName(name: string): string {
  return name.split(" ")[0] ?? name;
}
