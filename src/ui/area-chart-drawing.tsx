"use client";

import { Area, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { useDates } from "./reader.tsx";

export type ChartPoint = {
  /** A calendar day ("2026-11-01") or an instant. */
  date: string;
  /** `null` where the value is unknown: the line has a gap and does not drop to 0. */
  value: number | null;
  /** The value expected by the plan. */
  expected?: number | null;
};

export type AreaChartDrawingProps = {
  points: readonly ChartPoint[];
  max: number | undefined;
  valueLabel: string;
  expectedLabel: string | undefined;
  unit: string;
};

const tick = { fill: "var(--muted)", fontSize: 12 };

/** Loaded by AreaChart, never directly. Not animated, because an animation delays the information. */
export function AreaChartDrawing({ points, max, valueLabel, expectedLabel, unit }: AreaChartDrawingProps) {
  const dates = useDates();
  const rows = points.map((point) => ({ ...point, expected: point.expected ?? null }));
  return (
    <ResponsiveContainer height="100%" minWidth={0} width="100%">
      <ComposedChart accessibilityLayer={false} data={rows} margin={{ top: 8, right: 20, bottom: 0, left: 0 }}>
        <defs>
          <linearGradient id="area-fill" x1="0" x2="0" y1="0" y2="1">
            <stop offset="0%" stopColor="var(--accent)" stopOpacity={0.12} />
            <stop offset="100%" stopColor="var(--accent)" stopOpacity={0.01} />
          </linearGradient>
        </defs>
        <CartesianGrid stroke="var(--chart-grid)" vertical={false} />
        <XAxis
          axisLine={false}
          dataKey="date"
          interval="preserveStartEnd"
          minTickGap={28}
          tick={tick}
          tickFormatter={(date: string) => (spansMonths(points) ? dates.month(date) : dates.day(date))}
          tickLine={false}
          tickMargin={10}
          {...(spansMonths(points) ? { ticks: monthStarts(points) } : {})}
        />
        <YAxis
          allowDecimals={false}
          axisLine={false}
          domain={[0, max ?? "auto"]}
          tick={tick}
          tickCount={4}
          tickFormatter={(value: number) => `${value}${unit}`}
          tickLine={false}
          width={36}
          {...(max === undefined ? {} : { ticks: axisTicks(max) })}
        />
        <Tooltip
          content={({ active, payload }) => {
            const point: ChartPoint | undefined = payload?.[0]?.payload;
            if (!active || !point) return null;
            return (
              <div className="num rounded-ctl border border-border bg-overlay px-3 py-2 text-xs shadow-2">
                <p className="mb-1 font-medium">{dates.longDay(point.date)}</p>
                <p>{`${valueLabel}: ${point.value ?? "–"}${point.value === null ? "" : unit}`}</p>
                {expectedLabel && point.expected !== null ? (
                  <p className="text-muted">{`${expectedLabel}: ${Math.round((point.expected ?? 0) * 10) / 10}${unit}`}</p>
                ) : null}
              </div>
            );
          }}
          cursor={{ stroke: "var(--border)" }}
          isAnimationActive={false}
        />
        <Area
          activeDot={{ r: 4, fill: "var(--accent)", stroke: "var(--surface)", strokeWidth: 2 }}
          dataKey="value"
          dot={false}
          fill="url(#area-fill)"
          isAnimationActive={false}
          stroke="var(--accent)"
          strokeWidth={2}
          type="monotone"
        />
        {expectedLabel ? (
          <Line
            activeDot={false}
            dataKey="expected"
            dot={false}
            isAnimationActive={false}
            stroke="var(--chart-pace)"
            strokeDasharray="4 4"
            strokeWidth={1.5}
            type="monotone"
          />
        ) : null}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

const monthMs = 31 * 86_400_000;

/** Beyond two months the axis shows months, otherwise days. */
function spansMonths(points: readonly ChartPoint[]): boolean {
  const first = points[0];
  const last = points[points.length - 1];
  return Boolean(first && last && new Date(last.date).getTime() - new Date(first.date).getTime() > 2 * monthMs);
}

/** Four rounded marks from 0 to the total. */
function axisTicks(max: number): number[] {
  return [...new Set([0, Math.round(max / 3), Math.round((2 * max) / 3), max])];
}

/** The first day of each month in the data, so that each month is labelled once. */
function monthStarts(points: readonly ChartPoint[]): string[] {
  return points
    .map(({ date }) => date)
    .filter((date, index, dates) => date.slice(0, 7) !== dates[index - 1]?.slice(0, 7));
}
