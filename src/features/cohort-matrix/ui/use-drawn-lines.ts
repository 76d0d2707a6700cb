import { useEffect, useState } from "react";
import type { MatrixRow } from "#src/features/cohort-matrix/schema.ts";
import type { Block } from "./geometry.ts";
import type { Look } from "./matrix-cell.ts";

/** A row at its place, with what of it is drawn. */
export type Line = { at: number; row: MatrixRow; blocks: readonly Block[]; look: Look };

/** Cells drawn in one frame: on a slow machine 25 ms, with all that the browser does for them and for those that stay. */
const cellsAtOnce = 60;

/**
 * The lines as they may be drawn now: in each frame so many cells come anew or change, from the top. A place keeps its
 * former line until then. Drawing all that is in sight is one long task on a slow machine, in which it answers no press.
 */
export function useDrawnLines(wanted: readonly Line[]): readonly Line[] {
  const [drawn, setDrawn] = useState<ReadonlyMap<number, Line>>(new Map());
  useEffect(() => {
    const next = new Map<number, Line>();
    let left = cellsAtOnce;
    let isChanged = false;
    for (const line of wanted) {
      const known = drawn.get(line.at);
      const cost = costOf(line, known);
      if (cost === 0 ? known?.blocks === line.blocks : left <= 0) {
        if (known) next.set(line.at, known);
        continue;
      }
      left -= cost;
      isChanged = true;
      next.set(line.at, line);
    }
    if (!isChanged) return;
    const frame = requestAnimationFrame(() => setDrawn(next));
    return () => cancelAnimationFrame(frame);
  }, [wanted, drawn]);
  return wanted.flatMap(({ at }) => drawn.get(at) ?? []);
}

/** Cells to draw until it is as wanted; the name counts as some of them. */
function costOf({ row, blocks, look }: Line, known: Line | undefined): number {
  const isSame = known?.row === row && known.look === look;
  const fresh = isSame ? blocks.filter((block) => !known.blocks.includes(block)) : blocks;
  return fresh.reduce((sum, { from, to }) => sum + to - from, isSame ? 0 : 5);
}
