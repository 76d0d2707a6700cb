import type { FieldError } from "#src/errors.ts";
import type { ContentCompetency } from "#src/features/frameworks/export/content.ts";
import { fitsScale, isTargetOf } from "#src/features/frameworks/import/check-settings.ts";
import type { DraftItem } from "#src/features/frameworks/import/draft.ts";
import type { PreviewItem, ScoringMethod } from "#src/features/frameworks/schema.ts";
import type { RenewalWay } from "#src/features/progress/values.ts";

/** Unless the framework says otherwise, a completion is renewed by all that its competency asks for, anew. */
const usualRenewal: readonly RenewalWay[] = ["REASSESSMENT"];

/** A rating scale as far as it decides what fits. */
export type ScaleFacts = {
  id: string;
  kind: "ORDINAL" | "NUMERIC" | "BINARY";
  min: number;
  max: number;
  defaultTarget: number;
  allowMean: boolean;
};

/** What holds for the competencies of which the file says nothing. */
export type UsualSettings = {
  scale: ScaleFacts;
  targetRating: number;
  scoringMethod: ScoringMethod;
  requiredObservations: number;
  requiredEvaluators: number;
  requiredDays: number;
  nTimes: number | undefined;
  needsCountersignature: boolean;
};

export type SettledCompetency = ContentCompetency & { identifier: string; code: string | null };

/**
 * The competencies of an import with all that is known of each: what its file says, and the usual settings for the rest.
 * `scales` has the scale of the school for each that the file names.
 */
export function settleCompetencies(
  placed: readonly PreviewItem[],
  items: ReadonlyMap<string, DraftItem>,
  usual: UsualSettings,
  scales: ReadonlyMap<string, ScaleFacts>,
): { competencies: SettledCompetency[]; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const competencies = placed
    .filter(({ becomesCompetency }) => becomesCompetency)
    .map((item): SettledCompetency => {
      const given = items.get(item.identifier);
      const said = given?.settings ?? {};
      const own = said.scale === undefined ? undefined : scales.get(said.scale);
      const scale = own ?? usual.scale;
      const scoringMethod =
        said.scoringMethod ?? (own && !fitsScale(usual.scoringMethod, own) ? "LATEST" : usual.scoringMethod);
      const targetRating = said.targetRating ?? (own ? own.defaultTarget : usual.targetRating);
      const name = `“${item.name.slice(0, 60)}”`;
      if (!isTargetOf(targetRating, scale)) {
        errors.push({ path: "targetRating", message: `${targetRating} of ${name} does not fit its rating scale` });
      }
      if (!fitsScale(scoringMethod, scale)) {
        errors.push({ path: "scoringMethod", message: `${scoringMethod} of ${name} does not fit its rating scale` });
      }
      return {
        identifier: item.identifier,
        code: item.code,
        name: item.name,
        shortName: given?.shortName ?? null,
        description: item.description,
        category: item.category,
        level: item.level,
        isRequired: item.isRequired,
        settings: {
          scale: scale.id,
          targetRating,
          scoringMethod,
          nTimes: scoringMethod === "N_TIMES" ? (said.nTimes ?? usual.nTimes ?? 1) : null,
          requiredObservations: said.requiredObservations ?? usual.requiredObservations,
          requiredEvaluators: said.requiredEvaluators ?? usual.requiredEvaluators,
          requiredDays: said.requiredDays ?? usual.requiredDays,
          needsApproval: said.needsApproval ?? false,
          needsCountersignature: said.needsCountersignature ?? usual.needsCountersignature,
        },
        validityMonths: given?.validityMonths ?? null,
        renewalWays: [...(given?.renewalWays ?? usualRenewal)],
        rubric: given?.rubric ?? [],
      };
    });
  return { competencies, errors };
}
