"use client";

import Link from "next/link";
import { memo } from "react";
import type { MatrixRow } from "#src/features/cohort-matrix/schema.ts";
import { cn } from "#src/ui/cn.ts";
import type { Block } from "./geometry.ts";
import { blockHtml, type Look } from "./matrix-cell.ts";
import { strings } from "./strings.ts";

type Props = {
  row: MatrixRow;
  /** Its place in the order that is shown, from 0. */
  at: number;
  height: number;
  blocks: readonly Block[];
  look: Look;
  hasFocus: boolean;
  href: string;
};

/** A student, with the cells that are in sight. Rows of the head come before it, and three columns. */
export const MatrixLine = memo(function MatrixLine({ row, at, height, blocks, look, hasFocus, href }: Props) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the cells of a grid have the focus, not its rows.
    // biome-ignore lint/a11y/useSemanticElements: a table cannot leave out what is not in sight.
    <div
      aria-rowindex={at + 3}
      className="mx-row"
      data-student={row.studentId}
      {...(hasFocus ? { "data-focus": "" } : {})}
      role="row"
      style={{ top: at * height, height }}
    >
      <div className="mx-side" role="none">
        {/* biome-ignore lint/a11y/useFocusableInteractive: its link has the focus. */}
        {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
        <div aria-colindex={1} className="min-w-0 flex-1 truncate" role="rowheader">
          <Link
            className="outline-offset-2 hover:underline"
            data-cell="-1"
            href={href}
            prefetch={false}
            // The one cell that Tab comes to is set by the grid.
            tabIndex={-1}
          >
            {row.name}
          </Link>
        </div>
        {/* biome-ignore lint/a11y/useFocusableInteractive: a figure of the row, which is read with it. */}
        {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
        <div aria-colindex={2} className="mx-count num w-16 text-end text-sm text-muted" role="gridcell">
          {strings.share(row.completed, row.total)}
        </div>
        {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
        {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
        <div
          aria-colindex={3}
          className={cn("mx-count num w-16 text-end", row.overdue > 0 ? "font-semibold" : "text-sm text-muted")}
          role="gridcell"
        >
          {row.overdue > 0 ? row.overdue : strings.none}
        </div>
      </div>
      {blocks.map((block) => (
        <Cells block={block} key={block.from} look={look} row={row} />
      ))}
    </div>
  );
});

const Cells = memo(function Cells({ row, block, look }: { row: MatrixRow; block: Block; look: Look }) {
  return (
    <div
      className="mx-block"
      // biome-ignore lint/security/noDangerouslySetInnerHtml: classes, numbers and words of this program alone.
      dangerouslySetInnerHTML={{ __html: blockHtml(row, block, look) }}
      role="none"
      style={block.style}
    />
  );
});
