"use client";

import { ArrowDown } from "lucide-react";
import { memo } from "react";
import type { Frame } from "#src/features/cohort-matrix/schema.ts";
import { cn } from "#src/ui/cn.ts";
import type { Totals } from "./arrange-rows.ts";
import { type Band, type Block, headHeight, type Layout } from "./geometry.ts";
import { strings } from "./strings.ts";

type HeadProps = {
  frame: Frame;
  totals: Totals;
  layout: Layout;
  /** Those that are in sight. */
  blocks: readonly Block[];
  bands: readonly Band[];
  /** The width of a column. */
  size: number;
  sort: string;
  /** The column of the focus. */
  focus: number | null;
};

/** Bands of the categories, then the competencies with their codes. It stays in sight. */
export function MatrixHead({ frame, totals, layout, blocks, bands, size, sort, focus }: HeadProps) {
  const shown = bands.filter((band) => blocks.some(({ from, to }) => band.to >= from && band.from < to));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot leave out what is not in sight.
    <div className="mx-head sticky top-0 z-20 bg-surface" role="rowgroup" style={{ height: headHeight }}>
      {/* In the first frame there are none yet. */}
      {shown.length > 0 ? (
        // biome-ignore lint/a11y/useFocusableInteractive: the cells of a grid have the focus.
        // biome-ignore lint/a11y/useSemanticElements: as above.
        <div aria-rowindex={1} className="absolute inset-x-0 top-0 flex h-12" role="row">
          <div className="mx-side" role="none" />
          {shown.map((band) => (
            <BandHead band={band} key={`${band.category} ${band.from}`} totals={totals} />
          ))}
        </div>
      ) : null}
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
        {blocks.flatMap(({ from, to }) =>
          frame.competencies
            .slice(from, to)
            .map((competency, at) => (
              <ColumnHead
                column={from + at}
                competency={competency}
                hasFocus={focus === from + at}
                isSorted={sort === competency.id}
                key={competency.id}
                size={size}
                start={layout.starts[from + at] ?? 0}
              />
            )),
        )}
      </div>
    </div>
  );
}

const BandHead = memo(function BandHead({ band, totals }: { band: Band; totals: Totals }) {
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
      role="columnheader"
      style={{ insetInlineStart: `calc(var(--mx-left) + ${start}px)`, width }}
      title={`${category}, ${strings.of(completed, total)}`}
    >
      <span className="block truncate font-semibold">{category}</span>
      <span className="num block truncate text-muted">{strings.of(completed, total)}</span>
    </div>
  );
});

type ColumnProps = {
  competency: Frame["competencies"][number];
  column: number;
  start: number;
  size: number;
  isSorted: boolean;
  hasFocus: boolean;
};

const ColumnHead = memo(function ColumnHead(props: ColumnProps) {
  const { competency, column, start, size, isSorted, hasFocus } = props;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: its button has the focus.
    // biome-ignore lint/a11y/useSemanticElements: as above.
    <div
      aria-colindex={column + 4}
      aria-sort={isSorted ? "descending" : "none"}
      className={cn(
        "absolute inset-y-0 bg-surface-secondary text-2xs",
        (isSorted || hasFocus) && "bg-accent-soft text-accent-soft-foreground",
      )}
      role="columnheader"
      style={{ insetInlineStart: `calc(var(--mx-left) + ${start}px)`, width: size }}
    >
      <button
        aria-label={strings.sortByColumn(competency.name)}
        className="flex h-full w-full flex-col items-center justify-end gap-1 pb-1 outline-offset-[-2px]"
        data-sort={competency.id}
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
