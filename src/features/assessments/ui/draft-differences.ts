import type { FormAnswer } from "#src/features/assessments/schema.ts";
import { type AssessmentValues, initialValues, ratingWords, toLocalInput } from "./assessment-values.ts";
import type { SavedDraft } from "./save-request.ts";
import { methodWords, strings } from "./strings.ts";

/** One part of the form in which the saved draft differs, and what it has there, in words; empty for nothing. */
export type Difference = { label: string; saved: string };
export type Here = { values: AssessmentValues; fileIds: readonly string[] };

/** What a draft that was saved elsewhere has otherwise than the form, in the order of the page. */
export function differencesOf(here: Here, saved: SavedDraft, form: FormAnswer): Difference[] {
  const there = initialValues({ ...form, draft: saved });
  const mine = partsOf(here.values, form);
  const others = partsOf({ ...there, observedAt: observedOf(saved, here.values) }, form);
  const words = others.filter(({ saved }, index) => saved.trim() !== mine[index]?.saved.trim());
  const hasOtherFiles = [...saved.evidenceFiles].sort().join() !== [...here.fileIds].sort().join();
  const files = saved.evidenceFiles.length === 0 ? "" : strings.filesThere(saved.evidenceFiles.length);
  return hasOtherFiles ? [...words, { label: strings.evidence, saved: files }] : words;
}

function partsOf(values: AssessmentValues, form: FormAnswer): Difference[] {
  const { overallRating, observedAt, method, rotationId } = values;
  return [
    {
      label: strings.ratingLabel[form.scale.kind],
      saved:
        overallRating === null
          ? ""
          : ratingWords(overallRating, { scale: form.scale, target: form.competency.targetRating }),
    },
    ...form.criteria.map(({ name }, index) => ({ label: name, saved: criterionWords(values.criteria[index]) })),
    { label: strings.observedAt, saved: observedAt.replace("T", " ") },
    { label: strings.method, saved: methodWords[method] },
    { label: strings.rotation, saved: form.rotations.find(({ id }) => id === rotationId)?.name ?? strings.noRotation },
    { label: strings.strengths, saved: values.strengths },
    { label: strings.nextSteps, saved: values.nextSteps },
    { label: strings.feedback, saved: values.feedback },
    { label: strings.privateNote, saved: values.privateNote },
  ];
}

function criterionWords(criterion: AssessmentValues["criteria"][number] | undefined): string {
  if (!criterion) return "";
  const score = criterion.isNotObserved ? strings.notObserved : (criterion.score ?? "");
  return [score, criterion.comment].filter((part) => part !== "").join(", ");
}

/** The saved time in the form's own format. */
function observedOf({ evaluationData }: SavedDraft, here: AssessmentValues): string {
  if (!evaluationData.observedAt) return here.observedAt;
  return toLocalInput(new Date(evaluationData.observedAt));
}
