import type { CompetencySettings, Scale } from "#src/features/frameworks/export/extensions.ts";
import type { DraftItem, Faults } from "#src/features/frameworks/import/draft.ts";
import type { ImportFault, ScoringMethod } from "#src/features/frameworks/schema.ts";
import { allowedMethods } from "#src/features/progress/rules.ts";

type Where = Pick<ImportFault, "path" | "line">;

/** Takes away what a file says of a competency and its rating scale does not allow, and says so. */
export function checkSettings(items: readonly (DraftItem & Where)[], scales: readonly Scale[], faults: Faults): void {
  const byId = new Map(scales.map((scale) => [scale.id, scale]));
  for (const item of items) {
    const { settings } = item;
    if (!settings) continue;
    const where = item.line === undefined ? { path: item.path } : { line: item.line };
    const drop = (key: keyof CompetencySettings, message: string) => {
      delete settings[key];
      faults.add(key, { severity: "warning", ...where, message });
    };
    const name = `“${item.name.slice(0, 60)}”`;
    const scale = settings.scale === undefined ? undefined : byId.get(settings.scale);
    if (settings.scale !== undefined && !scale)
      drop("scale", `The rating scale of ${name} is not in the file; the import's own is used.`);
    if (!scale) continue;
    if (settings.targetRating !== undefined && !isTargetOf(settings.targetRating, scale)) {
      drop(
        "targetRating",
        `The target ${settings.targetRating} of ${name} does not fit its rating scale; ${scale.defaultTarget} is used.`,
      );
    }
    if (settings.scoringMethod !== undefined && !fitsScale(settings.scoringMethod, scale)) {
      drop("scoringMethod", `The scoring method of ${name} does not fit its rating scale; LATEST is used.`);
      settings.scoringMethod = "LATEST";
    }
  }
}

export function isTargetOf(target: number, scale: Pick<Scale, "kind" | "min" | "max">): boolean {
  return target > scale.min && target <= scale.max && (scale.kind === "NUMERIC" || Number.isInteger(target));
}

export function fitsScale(method: ScoringMethod, { kind, allowMean }: Pick<Scale, "kind" | "allowMean">): boolean {
  return allowedMethods(kind, allowMean).includes(method);
}
