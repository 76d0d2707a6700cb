"use client";

import type { BandChartDrawingProps, BandPoint } from "./band-chart-drawing.tsx";
import { ChartFrame, FigureTable } from "./chart-frame.tsx";
import { loadLater } from "./load-later.tsx";
import { useDates } from "./reader.tsx";
import { Skeleton } from "./skeleton.tsx";
import { strings } from "./strings.ts";

type BandChartProps = {
  /** What it shows, for screen readers: the title of its card. */
  label: string;
  points: readonly BandPoint[];
  names: { middle: string; band: string; plan: string };
  height?: number;
};

/** As of AreaChart: the drawing comes after the page, into a box of the same size. */
const BandChartDrawing = loadLater<BandChartDrawingProps>(
  () => import("./band-chart-drawing.tsx").then((file) => file.BandChartDrawing),
  { standIn: () => <Skeleton className="size-full rounded-ctl" /> },
);

/** The middle of a group over time, its middle half as a band, and the plan; with the same numbers as a table. */
export function BandChart({ label, points, names, height = 240 }: BandChartProps) {
  const dates = useDates();
  const last = points[points.length - 1];
  const hasPlan = points.some(({ plan }) => plan !== null);
  const shown = (value: number | null) => (value === null ? "–" : String(value));
  const summary = last
    ? `${label}. ${names.middle}: ${shown(last.middle)}. ${names.band}: ${shown(last.low)}–${shown(last.high)}.${hasPlan ? ` ${names.plan}: ${shown(last.plan)}.` : ""}`
    : label;
  return (
    <ChartFrame
      height={height}
      legend={
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
          <li className="flex items-center gap-1.5">
            <span aria-hidden className="w-4 border-t-2 border-accent" />
            {names.middle}
          </li>
          <li className="flex items-center gap-1.5">
            <span aria-hidden className="h-3 w-4 rounded-sm border border-accent/50 bg-accent/15" />
            {names.band}
          </li>
          {hasPlan ? (
            <li className="flex items-center gap-1.5">
              <span aria-hidden className="w-4 border-t-2 border-dashed border-(--chart-pace)" />
              {names.plan}
            </li>
          ) : null}
        </ul>
      }
      summary={summary}
      table={
        <FigureTable
          head={[strings.chartWhen, names.middle, names.band, ...(hasPlan ? [names.plan] : [])]}
          label={label}
          rows={points.map(({ date, middle, low, high, plan }) => ({
            key: date,
            cells: [
              dates.day(date),
              shown(middle),
              low === null ? "–" : `${low}–${shown(high)}`,
              ...(hasPlan ? [shown(plan)] : []),
            ],
          }))}
        />
      }
    >
      <BandChartDrawing names={names} points={points} />
    </ChartFrame>
  );
}
