"use client";

import { CircleDashed } from "lucide-react";
import { useState } from "react";
import type { Summary } from "#src/features/analytics/schema.ts";
import type { RatingLine } from "#src/features/analytics/school/schema.ts";
import { type Band, bands } from "#src/features/analytics/values.ts";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { useDates } from "#src/ui/reader.tsx";
import type { Behind } from "./assessments-dialog.tsx";
import { AssessmentsDialog } from "./assessments-dialog-later.tsx";
import { ChartFrame } from "./chart-frame.tsx";
import { strings } from "./own-progress-strings.ts";
import { useProgressReader } from "./progress-reader.ts";
import { RatingLanes } from "./rating-lanes.tsx";
import { RatingRows } from "./rating-rows.tsx";

const highestFirst = [...bands].reverse();

/** Each rating as a dot above, at or below its target: counted, never averaged. */
export function RatingsCard({ summary, lines }: { summary: Summary; lines: readonly RatingLine[] }) {
  const dates = useDates();
  const [behind, setBehind] = useState<Behind | null>(null);
  const counts = summary.ratings ?? { below: 0, at: 0, above: 0 };
  const all = counts.below + counts.at + counts.above;
  const open = (band: Band) =>
    setBehind({ title: strings.bands[band], lines: lines.filter((line) => line.band === band) });
  const { words } = useProgressReader();
  const title = words.reached(counts.at + counts.above, all);
  return (
    <Card aria-labelledby="ratings-title" className="flex flex-col">
      {all === 0 ? (
        <>
          <CardHeader title={strings.noRatings} titleId="ratings-title" />
          <EmptyState
            className="flex-1"
            compact
            description={words.noRatingsHelp}
            icon={<CircleDashed />}
            title={strings.noRatings}
          />
        </>
      ) : (
        <>
          <CardHeader
            description={strings.eachDot(dates.longDay(summary.from))}
            title={title}
            titleId="ratings-title"
          />
          <CardBody className="flex flex-1 flex-col pt-0">
            <ChartFrame
              chart={
                <RatingLanes
                  counts={highestFirst.map((band) => ({ band, count: counts[band] }))}
                  from={summary.from}
                  lines={lines}
                  onOpen={open}
                  to={summary.to}
                />
              }
              height="min-h-[272px]"
              legend={<span className="text-xs text-muted">{strings.countedNotAveraged}</span>}
              onPhone="table"
              table={<RatingRows label={title} lines={lines} />}
            />
          </CardBody>
        </>
      )}
      <AssessmentsDialog behind={behind} onClose={() => setBehind(null)} />
    </Card>
  );
}
