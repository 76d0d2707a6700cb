"use client";

import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceDot,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { useDates } from "#src/ui/reader.tsx";
import { type ChartRow, dayNumber, dayOfNumber, type Forecast, monthTicks } from "./chart-rows.ts";
import { strings } from "./own-progress-strings.ts";

export type ForecastDrawingProps = {
  rows: readonly ChartRow[];
  total: number;
  completed: number;
  today: string;
  planEndsOn: string | null;
  forecast: Forecast | null;
};

const tick = { fill: "var(--muted)", fontSize: 12 };
const plain = { dot: false, activeDot: false, isAnimationActive: false, connectNulls: false } as const;

/** Loaded by ForecastCard, never directly. Not animated, because an animation delays the information. */
export function ForecastDrawing({ rows, total, completed, today, planEndsOn, forecast }: ForecastDrawingProps) {
  const dates = useDates();
  const first = rows[0]?.date ?? today;
  const last = [rows.at(-1)?.date ?? today, planEndsOn ?? today].sort().at(-1) ?? today;
  const from = dayNumber(first);
  const to = dayNumber(last) + Math.max(4, Math.round((dayNumber(last) - from) * 0.04));
  const now = dayNumber(today);
  return (
    <div className="size-full" dir="ltr">
      <ResponsiveContainer height="100%" minWidth={0} width="100%">
        <ComposedChart accessibilityLayer={false} data={[...rows]} margin={{ top: 14, right: 10, bottom: 0, left: 0 }}>
          <CartesianGrid stroke="var(--chart-grid)" vertical={false} />
          <XAxis
            axisLine={false}
            dataKey="day"
            domain={[from, to]}
            interval="preserveStart"
            minTickGap={16}
            tick={tick}
            tickFormatter={(day: number) => dates.month(dayOfNumber(day))}
            tickLine={false}
            tickMargin={8}
            ticks={monthTicks(first, dayOfNumber(to), 13)}
            type="number"
          />
          <YAxis
            allowDecimals={false}
            axisLine={false}
            domain={[0, total]}
            tick={tick}
            tickLine={false}
            ticks={[...new Set([0, Math.round(total / 3), Math.round((2 * total) / 3), total])]}
            width={32}
          />
          <Tooltip content={<Words rows={rows} />} cursor={{ stroke: "var(--border)" }} isAnimationActive={false} />
          <Area {...plain} dataKey="band" fill="var(--accent)" fillOpacity={0.16} stroke="none" type="linear" />
          <Area
            {...plain}
            dataKey="completed"
            fill="var(--accent)"
            fillOpacity={0.08}
            stroke="var(--accent)"
            strokeWidth={2}
            type="stepAfter"
          />
          <Line
            {...plain}
            dataKey="planned"
            stroke="var(--chart-pace)"
            strokeDasharray="5 4"
            strokeWidth={1.5}
            type="stepAfter"
          />
          <Line {...plain} dataKey="even" stroke="var(--accent)" strokeDasharray="2 3" strokeWidth={2} type="linear" />
          <ReferenceLine
            label={{
              value: strings.today,
              position: "insideBottomRight",
              fill: "var(--muted)",
              fontSize: 12,
              offset: 6,
            }}
            stroke="var(--border)"
            x={now}
          />
          <ReferenceDot
            fill="var(--accent)"
            label={{ value: completed, position: "top", fill: "var(--foreground)", fontSize: 12, fontWeight: 600 }}
            r={4}
            stroke="var(--surface)"
            x={now}
            y={completed}
          />
          {planEndsOn && dayNumber(planEndsOn) >= from ? (
            <ReferenceDot r={5} shape={<Diamond />} x={dayNumber(planEndsOn)} y={total} />
          ) : null}
          {forecast ? (
            <>
              <ReferenceDot
                fill="var(--accent)"
                r={4}
                stroke="var(--surface)"
                x={dayNumber(forecast.evenOn)}
                y={total}
              />
              <ReferenceDot
                fill="var(--surface)"
                r={4}
                stroke="var(--accent)"
                strokeWidth={2}
                x={dayNumber(forecast.laterOn)}
                y={total}
              />
            </>
          ) : null}
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

function Diamond({ cx = 0, cy = 0 }: { cx?: number; cy?: number }) {
  return (
    <path
      d={`M${cx} ${cy - 6}L${cx + 6} ${cy}L${cx} ${cy + 6}L${cx - 6} ${cy}Z`}
      fill="var(--surface)"
      stroke="var(--chart-pace)"
      strokeWidth={1.5}
    />
  );
}

/** The figures of the day under the pointer. */
function Words({ rows, active, label }: { rows: readonly ChartRow[]; active?: boolean; label?: string | number }) {
  const dates = useDates();
  const row = rows.find(({ day }) => day === Number(label));
  if (!active || !row) return null;
  return (
    <div className="num rounded-ctl border border-border bg-overlay px-3 py-2 text-xs shadow-2">
      <p className="mb-1 font-medium">{dates.longDay(row.date)}</p>
      {row.completed === null ? null : <p>{`${strings.completed}: ${row.completed}`}</p>}
      {row.planned === null ? null : <p className="text-muted">{`${strings.plan}: ${row.planned}`}</p>}
      {row.even === null || row.completed !== null ? null : (
        <p className="text-muted">{`${strings.even}: ${Math.round(row.even)}`}</p>
      )}
    </div>
  );
}
