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
      <div className="overflow-y-auto" id={id} style={{ height }} tabIndex={asTable ? 0 : undefined}>
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

/** The table twin: a first column of words, then figures. */
export function FigureTable({
  label,
  head,
  rows,
}: {
  label: string;
  head: readonly string[];
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
}) {
  return (
    <table aria-label={label} className="num w-full text-sm">
      <thead className="sticky top-0 bg-surface text-xs text-muted">
        <tr>
          {head.map((word, place) => (
            <th className={cn("py-1.5 font-medium", place === 0 ? "text-start" : "text-end")} key={word} scope="col">
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells }) => (
          <tr className="border-t border-separator" key={key}>
            {cells.map((cell, place) =>
              place === 0 ? (
                <th className="py-1.5 text-start font-normal" key={head[place]} scope="row">
                  {cell}
                </th>
              ) : (
                <td className="py-1.5 text-end" key={head[place]}>
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
