import type { MatrixAnswer, MatrixCell } from "#src/features/cohort-matrix/schema.ts";
import { standingWords } from "#src/features/cohort-matrix/values.ts";
import type { StandingName } from "#src/features/progress/values.ts";
import { formatLevel } from "#src/ui/level.tsx";
import type { CellMode } from "./matrix-filters.ts";
import { strings } from "./strings.ts";

/** How a cell looks, and what it is called. */
export type CellLook = { className: string; label: string; text: string | null };

const notAssigned: CellLook = { className: "mx-cell", label: strings.notAssigned, text: null };

type Context = {
  standings: MatrixAnswer["standings"];
  mode: CellMode;
  /** Empty for all. */
  only: ReadonlySet<StandingName>;
  target: number;
};

export function lookOf(cell: MatrixCell | null | undefined, { standings, mode, only, target }: Context): CellLook {
  const standing = cell && standings[cell[1]];
  if (!cell || !standing) return notAssigned;
  const [, , progress, result] = cell;
  const faded = only.size > 0 && !only.has(standing) ? " mx-faded" : "";
  if (mode === "level") {
    if (result === null) return { className: `mx-cell mx-none${faded}`, label: standingWords[standing], text: "–" };
    const level = formatLevel(result);
    const kind = result >= target ? "mx-met" : "mx-below";
    return {
      className: `mx-cell num ${kind}${faded}`,
      label: strings.levelOf(level, formatLevel(target)),
      text: level,
    };
  }
  const share = standing === "IN_PROGRESS" ? ` mx-pie mx-p${eighths(progress)}` : "";
  return {
    className: `mx-cell mx-symbol mx-${standing}${share}${faded}`,
    label: standing === "IN_PROGRESS" ? strings.progressOf(standingWords[standing], progress) : standingWords[standing],
    text: null,
  };
}

/** A pie of eight pieces: at least one when something counts, never all of them. */
function eighths(progress: number): number {
  return progress <= 0 ? 0 : Math.min(7, Math.max(1, Math.round(progress / 12.5)));
}
