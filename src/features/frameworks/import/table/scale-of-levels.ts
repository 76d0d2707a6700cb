import type { Scale } from "#src/features/frameworks/export/extensions.ts";

type Level = { value: number; label: string; description: string };

/**
 * The rating scale of these levels, the same for the same levels; undefined for fewer than two. Unless said, its target
 * is the highest level.
 */
export function scaleOfLevels(
  given: readonly Level[],
  { allowMean, target }: { allowMean: boolean; target: number | undefined },
  scales: Scale[],
): Scale | undefined {
  const levels = given.toSorted((a, b) => a.value - b.value);
  const [min, max] = [levels[0]?.value, levels.at(-1)?.value];
  if (min === undefined || max === undefined || min === max) return undefined;
  if (new Set(levels.map(({ value }) => value)).size < levels.length) return undefined;
  const kind = levels.every(({ value }) => Number.isInteger(value)) ? "ORDINAL" : "NUMERIC";
  const isTarget =
    target !== undefined && target > min && target <= max && (kind === "NUMERIC" || Number.isInteger(target));
  const defaultTarget = isTarget ? target : max;
  const key = JSON.stringify([levels, allowMean, defaultTarget]);
  const known = scales.find(({ id }) => id === idOf(key));
  if (known) return known;
  const name = levels.map(({ label }) => label).join(", ");
  const scale: Scale = {
    id: idOf(key),
    name: name.length > 80 ? `${name.slice(0, 79)}…` : name,
    kind,
    min,
    max,
    defaultTarget,
    question: "How well was it done?",
    allowMean: kind === "ORDINAL" && allowMean,
    levels,
  };
  scales.push(scale);
  return scale;
}

export function scalesOf(scales: Scale[]): { scales?: Scale[] } {
  return scales.length > 0 ? { scales } : {};
}

/** Of a file alone: an import takes a scale of the school that is the same, or makes one. */
function idOf(key: string): string {
  let hash = 0;
  for (const sign of key) hash = (Math.imul(hash, 31) + (sign.codePointAt(0) ?? 0)) | 0;
  return `file-${(hash >>> 0).toString(36)}-${key.length}`;
}
