"use client";

import { type ReactNode, useId, useState } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { strings } from "./strings.ts";

type ChartFrameProps = {
  /** What the drawing shows, in a sentence, for screen readers. */
  summary: string;
  /** The same figures as a table. */
  table: ReactNode;
  legend?: ReactNode;
  height: number;
  className?: string;
  children: ReactNode;
};

/** A drawing with its table twin, in a box of one size: which of the two is shown moves nothing. */
export function ChartFrame({ summary, table, legend, height, className, children }: ChartFrameProps) {
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  return (
    <div className={cn("min-w-0 print:break-inside-avoid", className)}>
      <div className="scroll-pt-8 overflow-y-auto" id={id} style={{ height }} tabIndex={asTable ? 0 : undefined}>
        {asTable ? (
          table
        ) : (
          <div aria-label={summary} className="size-full" role="img">
            {children}
          </div>
        )}
      </div>
      <div className="mt-2 flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        {legend ?? <span />}
        <Button
          aria-controls={id}
          className="-me-2 h-8 px-2 text-xs text-muted touch:h-11"
          onClick={() => setAsTable(!asTable)}
          variant="ghost"
        >
          {asTable ? strings.showAsChart : strings.showAsTable}
        </Button>
      </div>
    </div>
  );
}

type FigureTableProps = {
  label: string;
  head: readonly string[];
  /** How many of the first columns are words; the others are figures. */
  words?: number;
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
};

/** A short table of figures, also as the twin of a drawing; the first cell of a row names it. */
export function FigureTable({ label, head, words = 1, rows }: FigureTableProps) {
  const styleOf = (place: number) => cn("py-1.5", place > 0 && "ps-3", place < words ? "text-start" : "text-end");
  return (
    <table aria-label={label} className="num w-full text-sm">
      <thead className="sticky top-0 z-1 bg-surface text-xs text-muted">
        <tr>
          {head.map((word, place) => (
            <th className={cn("align-bottom font-medium", styleOf(place))} key={word} scope="col">
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells }) => (
          <tr className="border-t border-separator align-baseline" key={key}>
            {cells.map((cell, place) =>
              place === 0 ? (
                <th className={cn("font-normal", styleOf(0))} key={head[place]} scope="row">
                  {cell}
                </th>
              ) : (
                <td className={styleOf(place)} key={head[place]}>
                  {cell}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
