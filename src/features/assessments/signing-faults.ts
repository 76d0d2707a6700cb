import { AppError, type FieldError } from "#src/errors.ts";
import { criterionFaults, observedAtFault, ratingFault } from "#src/features/assessments/rules.ts";
import { type Named, type Signing, type SigningRow, scaleOf } from "#src/features/assessments/signing-facts.ts";

/** Refuses what does not fit the scale, the rubric, the time or the school, naming every fault by its path. */
export function refuseFaults(signing: Signing, loaded: SigningRow, named: Named, observedAt: Date, at: Date): void {
  const { evaluationData, evidenceFiles } = signing;
  const scale = scaleOf(loaded);
  const errors: FieldError[] = [];
  const say = (path: string, message: string | null | undefined) => {
    if (message) errors.push({ path: `evaluationData.${path}`, message });
  };
  const given = evaluationData.criteria ?? [];
  const hasScore = given.some(({ score }) => score !== null);
  if (evaluationData.overallRating === undefined && !hasScore) {
    say("overallRating", "choose a level, or score at least one criterion");
  }
  if (evaluationData.overallRating !== undefined)
    say("overallRating", ratingFault(scale, evaluationData.overallRating));
  say("observedAt", observedAtFault(observedAt, at));
  const known = new Map(named.rubrics.map((rubric) => [rubric.id, rubric]));
  const seen = new Set<string>();
  for (const [index, criterion] of given.entries()) {
    const rubric = known.get(criterion.rubricId);
    if (!rubric) say(`criteria.${index}.rubricId`, "is not a criterion of this competency");
    else if (seen.has(criterion.rubricId)) say(`criteria.${index}.rubricId`, "is given twice");
    else say(`criteria.${index}.score`, criterionFaults(criterion.score, rubric.maxScore));
    seen.add(criterion.rubricId);
  }
  if (!named.isRotationKnown) say("rotationId", "is not a rotation of this school");
  if (named.filesFound !== new Set(evidenceFiles).size) {
    errors.push({ path: "evidenceFiles", message: "names a file that you did not upload" });
  }
  if (errors.length > 0) throw new AppError("invalid", "Some values are not valid.", { errors });
}
