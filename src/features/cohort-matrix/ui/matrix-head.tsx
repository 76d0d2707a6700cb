"use client";

import { ArrowDown } from "lucide-react";
import { type CSSProperties, memo } from "react";
import type { Frame } from "#src/features/cohort-matrix/schema.ts";
import { cn } from "#src/ui/cn.ts";
import type { Totals } from "./arrange-rows.ts";
import { type Band, footHeight, headHeight } from "./geometry.ts";
import { strings } from "./strings.ts";

type Common = {
  frame: Frame;
  totals: Totals;
  columns: readonly number[];
  places: readonly CSSProperties[];
};

type HeadProps = Common & {
  bands: readonly Band[];
  sort: string;
  /** The column of the focus. */
  focus: number | null;
  onSort: (sort: string) => void;
};

/** Bands of the categories, then the competencies with their codes. It stays in sight. */
export const MatrixHead = memo(function MatrixHead(props: HeadProps) {
  const { frame, totals, columns, places, bands, sort, focus, onSort } = props;
  const isShown = ({ from, to }: Band) => columns.some((column) => column >= from && column <= to);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot leave out what is not in sight.
    <div className="mx-head sticky top-0 z-20 bg-surface" role="rowgroup" style={{ height: headHeight }}>
      {/* biome-ignore lint/a11y/useFocusableInteractive: the cells of a grid have the focus. */}
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      <div aria-rowindex={1} className="absolute inset-x-0 top-0 flex h-12" role="row">
        <div className="mx-side" role="none" />
        {bands.filter(isShown).map((band) => {
          const { category, from, to, start, width } = band;
          const counted = totals.columns.slice(from, to + 1);
          const completed = counted.reduce((sum, one) => sum + one.completed, 0);
          const total = counted.reduce((sum, one) => sum + one.total, 0);
          return (
            // biome-ignore lint/a11y/useFocusableInteractive: as above.
            // biome-ignore lint/a11y/useSemanticElements: as above.
            <div
              aria-colindex={from + 4}
              aria-colspan={to - from + 1}
              className="absolute inset-y-0 overflow-clip rounded-t-md border-t-2 border-foreground/70 bg-surface-secondary px-1.5 pt-1 text-2xs leading-4"
              key={`${category} ${from}`}
              role="columnheader"
              style={{ insetInlineStart: `calc(var(--mx-left) + ${start}px)`, width }}
              title={`${category}, ${strings.of(completed, total)}`}
            >
              <span className="block truncate font-semibold">{category}</span>
              <span className="num block truncate text-muted">{strings.of(completed, total)}</span>
            </div>
          );
        })}
      </div>
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      <div aria-rowindex={2} className="absolute inset-x-0 top-12 bottom-0 border-b border-border" role="row">
        <div className="mx-side text-xs whitespace-nowrap text-muted" role="none">
          <SideHead at={1} className="min-w-0 flex-1" isSorted={sort === "name"}>
            {strings.student}
          </SideHead>
          <SideHead at={2} className="mx-count w-16 justify-end" isSorted={sort === "completed"}>
            {strings.completed}
          </SideHead>
          <SideHead at={3} className="mx-count w-16 justify-end" isSorted={sort === "overdue"}>
            {strings.overdue}
          </SideHead>
        </div>
        {columns.map((column) => {
          const competency = frame.competencies[column];
          if (!competency) return null;
          const isSorted = sort === competency.id;
          return (
            // biome-ignore lint/a11y/useFocusableInteractive: as above.
            // biome-ignore lint/a11y/useSemanticElements: as above.
            <div
              aria-colindex={column + 4}
              aria-sort={isSorted ? "descending" : "none"}
              className={cn(
                "absolute inset-y-0 bg-surface-secondary text-2xs",
                (isSorted || focus === column) && "bg-accent-soft text-accent-soft-foreground",
              )}
              key={competency.id}
              role="columnheader"
              style={places[column]}
            >
              <button
                aria-label={strings.sortByColumn(competency.name)}
                className="flex h-full w-full flex-col items-center justify-end gap-1 pb-1 outline-offset-[-2px]"
                onClick={() => onSort(competency.id)}
                tabIndex={-1}
                title={competency.name}
                type="button"
              >
                <span className={cn("mx-head-name truncate text-xs", isSorted && "font-semibold")}>
                  {competency.shortName ?? competency.name}
                </span>
                <span className="num h-4 max-w-full truncate">{isSorted ? <Arrow /> : competency.code}</span>
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
});

function Arrow() {
  return <ArrowDown aria-hidden className="size-3.5" />;
}

function SideHead({
  at,
  className,
  isSorted,
  children,
}: {
  at: number;
  className: string;
  isSorted: boolean;
  children: string;
}) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: it is sorted by the field above.
    // biome-ignore lint/a11y/useSemanticElements: as above.
    <div
      aria-colindex={at}
      aria-sort={isSorted ? "descending" : "none"}
      className={cn("flex items-center gap-0.5", isSorted && "font-medium text-foreground", className)}
      role="columnheader"
    >
      {isSorted ? <Arrow /> : null}
      {children}
    </div>
  );
}

type FootProps = Common & { students: number; rowIndex: number };

/** How many of all students completed each competency, and are late with it. It stays in sight. */
export const MatrixFoot = memo(function MatrixFoot({ totals, columns, places, students, rowIndex }: FootProps) {
  const lines = [
    { name: strings.completedOf(students), of: "completed", tone: "text-muted" },
    { name: strings.overdue, of: "overdue", tone: "font-semibold text-danger" },
  ] as const;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot leave out what is not in sight.
    <div
      className="mx-foot sticky bottom-0 z-20 border-t border-border bg-surface-secondary"
      role="rowgroup"
      style={{ height: footHeight }}
    >
      {lines.map(({ name, of, tone }, at) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the cells of a grid have the focus.
        // biome-ignore lint/a11y/useSemanticElements: as above.
        <div
          aria-rowindex={rowIndex + at}
          className="absolute inset-x-0 h-[30px] text-xs"
          key={of}
          role="row"
          style={{ top: at * 30 }}
        >
          <div className="mx-side" role="none">
            {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
            {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
            <div aria-colindex={1} className="truncate" role="rowheader">
              {name}
            </div>
          </div>
          {columns.map((column) => {
            const count = totals.columns[column]?.[of] ?? 0;
            return (
              // biome-ignore lint/a11y/useFocusableInteractive: as above.
              // biome-ignore lint/a11y/useSemanticElements: as above.
              <div
                aria-colindex={column + 4}
                className={cn(
                  "num absolute inset-y-0 flex items-center justify-center",
                  count > 0 || of === "completed" ? tone : "text-muted",
                )}
                key={column}
                role="gridcell"
                style={places[column]}
              >
                {of === "overdue" && count === 0 ? "–" : count}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
});
