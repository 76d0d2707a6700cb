"use client";

import { Area, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { useDates } from "./reader.tsx";

export type BandPoint = {
  /** A calendar day. */
  date: string;
  middle: number | null;
  low: number | null;
  high: number | null;
  plan: number | null;
};

export type BandChartDrawingProps = {
  points: readonly BandPoint[];
  names: { middle: string; band: string; plan: string };
};

const tick = { fill: "var(--muted)", fontSize: 12 };

/** Loaded by BandChart, never directly. Not animated, because an animation delays the information. */
export function BandChartDrawing({ points, names }: BandChartDrawingProps) {
  const dates = useDates();
  const rows = points.map((point) => ({ ...point, band: point.low === null ? null : [point.low, point.high] }));
  return (
    <ResponsiveContainer height="100%" minWidth={0} width="100%">
      <ComposedChart accessibilityLayer={false} data={rows} margin={{ top: 8, right: 12, bottom: 0, left: 0 }}>
        <CartesianGrid stroke="var(--chart-grid)" vertical={false} />
        <XAxis
          axisLine={false}
          dataKey="date"
          interval="preserveStartEnd"
          minTickGap={36}
          tick={tick}
          tickFormatter={(date: string) => dates.day(date)}
          tickLine={false}
          tickMargin={10}
        />
        <YAxis
          allowDecimals={false}
          axisLine={false}
          domain={[0, "auto"]}
          tick={tick}
          tickCount={4}
          tickLine={false}
          width={36}
        />
        <Tooltip
          content={({ active, payload }) => {
            const point: BandPoint | undefined = payload?.[0]?.payload;
            if (!active || !point) return null;
            return (
              <div className="num rounded-ctl border border-border bg-overlay px-3 py-2 text-xs shadow-2">
                <p className="mb-1 font-medium">{dates.longDay(point.date)}</p>
                <p>{`${names.middle}: ${point.middle ?? "–"}`}</p>
                <p>{`${names.band}: ${point.low ?? "–"}–${point.high ?? "–"}`}</p>
                {point.plan === null ? null : <p className="text-muted">{`${names.plan}: ${point.plan}`}</p>}
              </div>
            );
          }}
          cursor={{ stroke: "var(--border)" }}
          isAnimationActive={false}
        />
        <Area
          activeDot={false}
          dataKey="band"
          dot={false}
          fill="var(--accent)"
          fillOpacity={0.13}
          isAnimationActive={false}
          stroke="none"
          type="linear"
        />
        <Line
          activeDot={false}
          dataKey="plan"
          dot={false}
          isAnimationActive={false}
          stroke="var(--chart-pace)"
          strokeDasharray="4 4"
          strokeWidth={1.5}
          type="linear"
        />
        <Line
          activeDot={{ r: 4, fill: "var(--accent)", stroke: "var(--surface)", strokeWidth: 2 }}
          dataKey="middle"
          dot={false}
          isAnimationActive={false}
          stroke="var(--accent)"
          strokeWidth={2}
          type="linear"
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}
