"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Summary } from "#src/features/analytics/schema.ts";
import type { RatingLine } from "#src/features/analytics/school/schema.ts";
import { byRotationQuery } from "#src/features/time-records/ui/hours-queries.ts";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { FigureTable } from "#src/ui/chart-frame.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import type { Behind } from "./assessments-dialog.tsx";
import { AssessmentsDialog } from "./assessments-dialog-later.tsx";
import type { BarsDrawingProps } from "./bars-drawing.tsx";
import { ChartFrame, Legend } from "./chart-frame.tsx";
import { strings } from "./own-progress-strings.ts";
import { binRatings, binsTitle, isByWeek, type PartBin, type Stretch, stretchesUnder } from "./part-bins.ts";
import { useProgressReader } from "./progress-reader.ts";

const BarsDrawing = loadLater<BarsDrawingProps>(() => import("./bars-drawing.tsx").then((file) => file.BarsDrawing), {
  standIn: () => <Skeleton className="size-full rounded-ctl" />,
});

type BarsCardProps = { studentId: string; summary: Summary; lines: readonly RatingLine[] };

/** How often the student was assessed, by week or month, over the rotations of that time. */
export function BarsCard({ studentId, summary: { from, to }, lines }: BarsCardProps) {
  const dates = useDates();
  const hours = useQuery(byRotationQuery(studentId));
  const [behind, setBehind] = useState<Behind | null>(null);
  const byWeek = isByWeek(from, to);
  const bins = binRatings(lines, from, to);
  const rotations: Stretch[] = (hours.data?.placements ?? []).map(({ rotation, startsOn, endsOn }) => ({
    name: rotation,
    startsOn,
    endsOn,
  }));
  const title = binsTitle(bins, byWeek, useProgressReader().words);
  const nameOf = (bin: PartBin) => (byWeek ? dates.day(bin.from) : dates.month(bin.from));
  const open = (bin: PartBin) =>
    setBehind({
      title: `${dates.day(bin.from)} – ${dates.day(bin.to)}`,
      lines: lines.filter(({ observedOn }) => bin.from <= observedOn && observedOn <= bin.to),
    });
  return (
    <Card aria-labelledby="bars-title" className="flex flex-col">
      <CardHeader
        description={byWeek ? strings.aWeekSince(dates.longDay(from)) : strings.aMonthSince(dates.longDay(from))}
        title={title}
        titleId="bars-title"
      />
      <CardBody className="flex flex-1 flex-col pt-0">
        <ChartFrame
          chart={
            <div className="flex size-full flex-col" dir="ltr">
              <div aria-label={title} className="min-h-0 flex-1" role="img">
                <BarsDrawing bins={bins} onOpen={open} />
              </div>
              <Rotations stretches={stretchesUnder(bins, rotations)} />
            </div>
          }
          height="min-h-[240px]"
          legend={
            <Legend
              marks={[
                { mark: <span className="size-3 rounded-[3px] bg-accent" />, words: strings.reachedShort },
                {
                  mark: <span className="size-3 rounded-[3px] border border-accent bg-accent-soft" />,
                  words: strings.belowShort,
                },
              ]}
            />
          }
          table={
            <FigureTable
              head={[byWeek ? strings.weekOf : strings.month, strings.reachedShort, strings.belowShort, strings.allOf]}
              label={title}
              rows={bins.map((bin) => ({
                key: bin.from,
                cells: [
                  nameOf(bin),
                  bin.reached,
                  bin.below,
                  <All bin={bin} key="all" name={nameOf(bin)} onOpen={open} />,
                ],
              }))}
            />
          }
        />
      </CardBody>
      <AssessmentsDialog behind={behind} onClose={() => setBehind(null)} />
    </Card>
  );
}

function All({ bin, name, onOpen }: { bin: PartBin; name: string; onOpen: (bin: PartBin) => void }) {
  const all = bin.reached + bin.below;
  if (all === 0) return 0;
  return (
    <button
      aria-haspopup="dialog"
      aria-label={strings.openPart(all, name)}
      className="min-h-6 min-w-6 rounded-sm text-end font-medium text-accent hover:underline touch:min-h-11 touch:min-w-11"
      onClick={() => onOpen(bin)}
      type="button"
    >
      {all}
    </button>
  );
}

/** A line under the bars of each rotation, with its name; it keeps its place while the rotations load. */
function Rotations({ stretches }: { stretches: readonly { name: string; from: number; to: number }[] }) {
  return (
    <ul className="relative ms-7 me-1 h-6 text-xs text-muted">
      {stretches.map(({ name, from, to }) => (
        <li
          className="absolute top-1 truncate border-t border-(--chart-pace) pt-0.5"
          key={`${name} ${from}`}
          style={{ left: `calc(${from * 100}% + 3px)`, width: `calc(${(to - from) * 100}% - 6px)` }}
          title={name}
        >
          {name}
        </li>
      ))}
    </ul>
  );
}
