"use client";

import { useId, useState } from "react";
import type { AreaChartDrawingProps, ChartPoint } from "./area-chart-drawing.tsx";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { loadLater } from "./load-later.tsx";
import { useDates } from "./reader.tsx";
import { Skeleton } from "./skeleton.tsx";
import { strings } from "./strings.ts";

type AreaChartProps = {
  /** The name of the chart, for screen readers: "Progress over time". */
  label: string;
  points: readonly ChartPoint[];
  /** The maximum of the axis; by default the highest value. */
  max?: number;
  valueLabel?: string;
  expectedLabel?: string;
  /** "%" or an empty string. */
  unit?: string;
  height?: number;
  className?: string;
};

/** Recharts is larger than the rest of the page, so it is loaded after it, into a box of the same size. */
const AreaChartDrawing = loadLater<AreaChartDrawingProps>(
  () => import("./area-chart-drawing.tsx").then((file) => file.AreaChartDrawing),
  { standIn: () => <Skeleton className="size-full rounded-ctl" /> },
);

/** A value over time with the expected values, and the same numbers as a table for readers who prefer or need it. */
export function AreaChart({
  label,
  points,
  max,
  valueLabel = strings.chartValue,
  expectedLabel = strings.chartExpected,
  unit = "",
  height = 240,
  className,
}: AreaChartProps) {
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  if (points.length < 2) {
    return (
      <p className={cn("grid place-items-center text-center text-muted", className)} style={{ minHeight: height }}>
        {strings.chartEmpty}
      </p>
    );
  }
  const hasExpected = points.some((point) => point.expected !== undefined && point.expected !== null);
  return (
    <div className={cn("min-w-0 print:break-inside-avoid", className)}>
      <div className="overflow-y-auto" style={{ height }} tabIndex={asTable ? 0 : undefined} id={id}>
        {asTable ? (
          <ChartTable
            expectedLabel={hasExpected ? expectedLabel : undefined}
            label={label}
            points={points}
            unit={unit}
            valueLabel={valueLabel}
          />
        ) : (
          <div aria-label={summary(label, valueLabel, points, unit)} className="size-full" role="img">
            <AreaChartDrawing
              expectedLabel={hasExpected ? expectedLabel : undefined}
              max={max}
              points={points}
              unit={unit}
              valueLabel={valueLabel}
            />
          </div>
        )}
      </div>
      <div className="mt-2 flex flex-wrap items-center justify-between gap-3">
        <ChartLegend expectedLabel={hasExpected ? expectedLabel : undefined} valueLabel={valueLabel} />
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

/** Dash patterns distinguish the lines in addition to colour. */
function ChartLegend({ valueLabel, expectedLabel }: { valueLabel: string; expectedLabel: string | undefined }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
      <li className="flex items-center gap-1.5">
        <span aria-hidden className="w-4 border-t-2 border-accent" />
        {valueLabel}
      </li>
      {expectedLabel ? (
        <li className="flex items-center gap-1.5">
          <span aria-hidden className="w-4 border-t-2 border-dashed border-(--chart-pace)" />
          {expectedLabel}
        </li>
      ) : null}
    </ul>
  );
}

type ChartTableProps = {
  label: string;
  points: readonly ChartPoint[];
  valueLabel: string;
  expectedLabel: string | undefined;
  unit: string;
};

function ChartTable({ label, points, valueLabel, expectedLabel, unit }: ChartTableProps) {
  const dates = useDates();
  return (
    <table aria-label={label} className="num w-full text-sm">
      <thead className="sticky top-0 bg-surface text-xs text-muted">
        <tr>
          <th className="py-1.5 text-start font-medium">{strings.chartWhen}</th>
          <th className="py-1.5 text-end font-medium">{valueLabel}</th>
          {expectedLabel ? <th className="py-1.5 text-end font-medium">{expectedLabel}</th> : null}
        </tr>
      </thead>
      <tbody>
        {changes(points).map((point) => (
          <tr className="border-t border-separator" key={point.date}>
            <td className="py-1.5">{dates.day(point.date)}</td>
            <td className="py-1.5 text-end">{shown(point.value, unit)}</td>
            {expectedLabel ? <td className="py-1.5 text-end">{shown(point.expected ?? null, unit)}</td> : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The days on which a value changed, with the first and the last: the days between them would repeat it. */
export function changes(points: readonly ChartPoint[]): ChartPoint[] {
  return points.filter((point, index) => {
    const before = points[index - 1];
    if (!before || index === points.length - 1) return true;
    return point.value !== before.value || (point.expected ?? null) !== (before.expected ?? null);
  });
}

function shown(value: number | null, unit: string): string {
  return value === null ? "–" : `${Math.round(value * 10) / 10}${unit}`;
}

function summary(label: string, valueLabel: string, points: readonly ChartPoint[], unit: string): string {
  const known = points.filter((point) => point.value !== null);
  const first = known[0];
  const last = known[known.length - 1];
  if (!first || !last) return label;
  return `${label}. ${valueLabel}: from ${shown(first.value, unit)} to ${shown(last.value, unit)}.`;
}
