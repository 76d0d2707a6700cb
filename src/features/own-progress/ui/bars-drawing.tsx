"use client";

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { useDates } from "#src/ui/reader.tsx";
import { strings } from "./own-progress-strings.ts";
import type { PartBin } from "./part-bins.ts";

export type BarsDrawingProps = {
  bins: readonly PartBin[];
  /** Opens the assessments of a part. */
  onOpen: (bin: PartBin) => void;
};

const tick = { fill: "var(--muted)", fontSize: 12 };
/** The rotations under the bars stand at the same distance. */
const axisWidth = 28;
/** Room for half the edge of the last bar; the rotations end at the same distance. */
const endMargin = 4;

/** Loaded by BarsCard, never directly. */
export function BarsDrawing({ bins, onOpen }: BarsDrawingProps) {
  const dates = useDates();
  const most = Math.max(2, ...bins.map(({ reached, below }) => reached + below));
  const step = Math.ceil(most / 4);
  const ticks = Array.from({ length: Math.ceil(most / step) + 1 }, (_, n) => n * step);
  const open = (_: unknown, index: number) => {
    const bin = bins[index];
    if (bin && bin.reached + bin.below > 0) onOpen(bin);
  };
  const bar = { isAnimationActive: false, stackId: "all", onClick: open, cursor: "pointer" } as const;
  return (
    <ResponsiveContainer height="100%" minWidth={0} width="100%">
      <BarChart
        accessibilityLayer={false}
        barCategoryGap="18%"
        data={[...bins]}
        margin={{ top: 8, right: endMargin, bottom: 0, left: 0 }}
      >
        <CartesianGrid stroke="var(--chart-grid)" vertical={false} />
        <XAxis
          axisLine={false}
          dataKey="from"
          interval="preserveStart"
          minTickGap={12}
          tick={tick}
          tickFormatter={(day: string) => dates.month(day)}
          tickLine={false}
          tickMargin={6}
          ticks={bins.map(({ from }) => from).filter((day, n, all) => day.slice(0, 7) !== all[n - 1]?.slice(0, 7))}
        />
        <YAxis
          allowDecimals={false}
          axisLine={false}
          domain={[0, ticks.at(-1) ?? most]}
          tick={tick}
          tickLine={false}
          ticks={ticks}
          width={axisWidth}
        />
        <Tooltip content={<Words bins={bins} />} cursor={{ fill: "var(--chart-grid)" }} isAnimationActive={false} />
        <Bar {...bar} dataKey="reached" fill="var(--accent)" stroke="var(--accent)" />
        <Bar {...bar} dataKey="below" fill="var(--accent-soft)" stroke="var(--accent)" />
      </BarChart>
    </ResponsiveContainer>
  );
}

function Words({ bins, active, label }: { bins: readonly PartBin[]; active?: boolean; label?: string | number }) {
  const dates = useDates();
  const bin = bins.find(({ from }) => from === label);
  if (!active || !bin) return null;
  return (
    <div className="num rounded-ctl border border-border bg-overlay px-3 py-2 text-xs shadow-2">
      <p className="mb-1 font-medium">{`${dates.day(bin.from)} – ${dates.day(bin.to)}`}</p>
      <p>{`${strings.reachedShort}: ${bin.reached}`}</p>
      <p>{`${strings.belowShort}: ${bin.below}`}</p>
    </div>
  );
}
