"use client";

import Link from "next/link";
import { type CSSProperties, memo } from "react";
import type { MatrixAnswer, MatrixRow } from "#src/features/cohort-matrix/schema.ts";
import type { StandingName } from "#src/features/progress/values.ts";
import { cn } from "#src/ui/cn.ts";
import { lookOf } from "./matrix-cell.ts";
import type { CellMode } from "./matrix-filters.ts";
import { strings } from "./strings.ts";

type Props = {
  row: MatrixRow;
  /** Its place in the order that is shown, from 0. */
  at: number;
  top: number;
  height: number;
  matrix: MatrixAnswer;
  columns: readonly number[];
  places: readonly CSSProperties[];
  mode: CellMode;
  only: ReadonlySet<StandingName>;
  /** The column of the focus, -1 for the name; null where another row has it. */
  focus: number | null;
  href: string;
};

/** A student, with the cells that are in sight. Rows of the head come before it, and three columns. */
export const MatrixLine = memo(function MatrixLine(props: Props) {
  const { row, at, top, height, matrix, columns, places, mode, only, focus, href } = props;
  const { frame, standings } = matrix;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the cells of a grid have the focus, not its rows.
    // biome-ignore lint/a11y/useSemanticElements: a table cannot leave out what is not in sight.
    <div
      aria-rowindex={at + 3}
      className="mx-row"
      {...(focus === null ? {} : { "data-focus": "" })}
      role="row"
      style={{ top, height }}
    >
      <div className="mx-side" role="none">
        {/* biome-ignore lint/a11y/useFocusableInteractive: its link has the focus. */}
        {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
        <div aria-colindex={1} className="min-w-0 flex-1 truncate" role="rowheader">
          <Link
            className="outline-offset-2 hover:underline"
            data-cell={`${row.studentId} -1`}
            href={href}
            prefetch={false}
            tabIndex={focus === -1 ? 0 : -1}
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
      {columns.map((column) => {
        const target = frame.competencies[column]?.target ?? 0;
        const { className, label, text } = lookOf(row.cells[column], { standings, mode, only, target });
        return (
          // biome-ignore lint/a11y/useSemanticElements: as above.
          <div
            aria-colindex={column + 4}
            aria-label={label}
            className={className}
            data-cell={`${row.studentId} ${column}`}
            key={column}
            role="gridcell"
            style={places[column]}
            tabIndex={focus === column ? 0 : -1}
          >
            {text}
          </div>
        );
      })}
    </div>
  );
});
