"use client";

import { type ReactNode, useId, useState } from "react";
import { Button } from "#src/ui/button.tsx";
import { cn } from "#src/ui/cn.ts";
import { strings as ui } from "#src/ui/strings.ts";

type ChartFrameProps = {
  chart: ReactNode;
  /** The same figures. */
  table: ReactNode;
  /** What the marks mean. */
  legend: ReactNode;
  /** What a phone shows first. */
  onPhone?: "chart" | "table";
  /** The least height, `min-h-…`; it takes what its card has, and a longer table scrolls within it. */
  height: string;
};

/** A chart with its table: one of them is shown, and a button changes to the other. */
export function ChartFrame({ chart, table, legend, onPhone = "chart", height }: ChartFrameProps) {
  // Until somebody chooses, the width of the window does.
  const [chosen, setChosen] = useState<"chart" | "table">();
  const id = useId();
  const isSplit = chosen === undefined && onPhone === "table";
  const button = (next: "chart" | "table", className?: string) => (
    <Button
      aria-controls={id}
      className={cn("-me-2 ms-auto h-8 px-2 text-xs text-muted touch:h-11", className)}
      onClick={() => setChosen(next)}
      variant="ghost"
    >
      {next === "table" ? ui.showAsTable : ui.showAsChart}
    </Button>
  );
  const shown = chosen ?? "chart";
  return (
    <div className="flex min-w-0 flex-1 flex-col print:break-inside-avoid">
      <div className="flex flex-1 flex-col" id={id}>
        {shown === "chart" ? (
          <div className={cn("relative flex-1", height, isSplit && "max-md:hidden")}>
            <div className="absolute inset-0">{chart}</div>
          </div>
        ) : null}
        {shown === "table" || isSplit ? (
          <div className={cn("relative flex-1", height, isSplit && "md:hidden")}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard. */}
            <div className="absolute inset-0 scroll-pt-8 overflow-y-auto" tabIndex={0}>
              {table}
            </div>
          </div>
        ) : null}
      </div>
      <div className="mt-2 flex min-h-8 flex-wrap items-center gap-x-4 gap-y-1 touch:min-h-11">
        {legend}
        {isSplit ? (
          <>
            {button("table", "max-md:hidden")}
            {button("chart", "md:hidden")}
          </>
        ) : (
          button(shown === "chart" ? "table" : "chart")
        )}
      </div>
    </div>
  );
}

/** The marks of a chart with their words. */
export function Legend({ marks }: { marks: readonly { mark: ReactNode; words: string }[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
      {marks.map(({ mark, words }) => (
        <li className="flex items-center gap-1.5" key={words}>
          <span aria-hidden className="inline-flex">
            {mark}
          </span>
          {words}
        </li>
      ))}
    </ul>
  );
}
