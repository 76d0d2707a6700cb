import type { MatrixAnswer, MatrixCell, MatrixRow } from "#src/features/cohort-matrix/schema.ts";
import { standingWords } from "#src/features/cohort-matrix/values.ts";
import type { StandingName } from "#src/features/progress/values.ts";
import { formatLevel } from "#src/ui/level.tsx";
import type { Block } from "./geometry.ts";
import type { CellMode } from "./matrix-filters.ts";
import { strings } from "./strings.ts";

/** How a cell looks, and what it is called: classes, words of this program and numbers, and nothing that a person wrote. */
export type CellLook = { className: string; label: string; text: string };

const notAssigned: CellLook = { className: "mx-cell", label: strings.notAssigned, text: "" };

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
  const isOther = only.size > 0 && !only.has(standing);
  if (mode === "level") {
    if (result === null) return { className: "mx-cell mx-none", label: standingWords[standing], text: "–" };
    const level = formatLevel(result);
    const kind = isOther ? "mx-other" : result >= target ? "mx-met" : "mx-below";
    return { className: `mx-cell num ${kind}`, label: strings.levelOf(level, formatLevel(target)), text: level };
  }
  const isPie = standing === "IN_PROGRESS";
  return {
    className: isOther
      ? "mx-cell mx-dot"
      : `mx-cell mx-symbol mx-${standing}${isPie ? ` mx-p${eighths(progress)}` : ""}`,
    label: isPie ? strings.progressOf(standingWords[standing], progress) : standingWords[standing],
    text: "",
  };
}

/** What all rows have in common. A new one means that each is drawn anew. */
export type Look = { matrix: MatrixAnswer; mode: CellMode; only: ReadonlySet<StandingName> };

/**
 * The cells of a row as HTML: there are a thousand in sight, and an element of React for each makes the page slow. What
 * `lookOf` returns needs no escaping, except the words, which are translated.
 */
export function blockHtml({ cells }: MatrixRow, { from, to, firsts }: Block, { matrix, mode, only }: Look): string {
  const { frame, standings } = matrix;
  let html = "";
  for (let column = from; column < to; column += 1) {
    const target = frame.competencies[column]?.target ?? 0;
    const { className, label, text } = lookOf(cells[column], { standings, mode, only, target });
    const first = firsts.has(column) ? " mx-first" : "";
    html += `<div role="gridcell" aria-colindex="${column + 4}" aria-label="${escaped(label)}" class="${className}${first}" data-cell="${column}">${text}</div>`;
  }
  return html;
}

function escaped(words: string): string {
  return /[&"<]/.test(words) ? words.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;") : words;
}

/** A pie of eight pieces: at least one when something counts, never all of them. */
function eighths(progress: number): number {
  return progress <= 0 ? 0 : Math.min(7, Math.max(1, Math.round(progress / 12.5)));
}
