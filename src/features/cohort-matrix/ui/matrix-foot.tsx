"use client";

import { memo } from "react";
import { cn } from "#src/ui/cn.ts";
import type { Totals } from "./arrange-rows.ts";
import { type Block, footHeight } from "./geometry.ts";
import { strings } from "./strings.ts";

type FootProps = {
  totals: Totals;
  /** Those that are in sight. */
  blocks: readonly Block[];
  students: number;
  rowIndex: number;
};

const counts = ["completed", "overdue"] as const;
type Count = (typeof counts)[number];

/** How many of all students completed each competency, and are late with it. It stays in sight. */
export function MatrixFoot({ totals, blocks, students, rowIndex }: FootProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot leave out what is not in sight.
    <div
      className="mx-foot sticky bottom-0 z-20 border-t border-border bg-surface-secondary"
      role="rowgroup"
      style={{ height: footHeight }}
    >
      {counts.map((count, at) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the cells of a grid have the focus.
        // biome-ignore lint/a11y/useSemanticElements: as above.
        <div
          aria-rowindex={rowIndex + at}
          className="absolute inset-x-0 h-[30px] text-xs"
          key={count}
          role="row"
          style={{ top: at * 30 }}
        >
          <div className="mx-side" role="none">
            {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
            {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
            <div aria-colindex={1} className="truncate" role="rowheader">
              {count === "completed" ? strings.completedOf(students) : strings.overdue}
            </div>
          </div>
          {blocks.map((block) => (
            <Counts block={block} count={count} key={block.from} totals={totals} />
          ))}
        </div>
      ))}
    </div>
  );
}

const Counts = memo(function Counts({ block, count, totals }: { block: Block; count: Count; totals: Totals }) {
  const { from, to, firsts, style } = block;
  const columns = totals.columns.slice(from, to).map((of, at) => ({ column: from + at, ...of }));
  return (
    <div className="mx-block" role="none" style={style}>
      {columns.map(({ column, completed, overdue }) => (
        // biome-ignore lint/a11y/useFocusableInteractive: as above.
        // biome-ignore lint/a11y/useSemanticElements: as above.
        <div
          aria-colindex={column + 4}
          className={cn(
            "mx-figure num",
            firsts.has(column) && "mx-first",
            count === "overdue" && overdue > 0 ? "font-semibold text-danger" : "text-muted",
          )}
          key={column}
          role="gridcell"
        >
          {count === "completed" ? completed : overdue || "–"}
        </div>
      ))}
    </div>
  );
});
