import type { CompetencyAnswer } from "#src/features/progress/schema.ts";
import { shortLevelWord } from "#src/lib/short-level-word.ts";
import { formatLevel } from "#src/ui/level.tsx";

/** A level in a sentence: "3 · Prompted", "3.5", "Pass". */
export function levelWords(
  scale: Pick<CompetencyAnswer["scale"], "kind">,
  value: number,
  label: string | null,
): string {
  if (scale.kind === "BINARY") return label ?? formatLevel(value);
  const number = formatLevel(value);
  return label === null || scale.kind === "NUMERIC" ? number : `${number} · ${shortLevelWord(label)}`;
}
