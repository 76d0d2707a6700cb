"use client";

import type { PlacementsAnswer } from "#src/features/analytics/school/schema.ts";
import { BandChart } from "#src/ui/band-chart.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { CategoryRatings } from "./category-ratings.tsx";
import { completionFinding } from "./findings.ts";
import { Suggestions } from "./suggestions.tsx";
import { strings } from "./supervisor-strings.ts";

export type TogetherProps = {
  answer: PlacementsAnswer;
  /** The rotation that is chosen. */
  placedIn: string | undefined;
};

/** How all students of the reader do: their course, their ratings by category, and what to do about it. */
export function PlacementsTogether({ answer, placedIn }: TogetherProps) {
  return (
    <div className="grid gap-5 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)] lg:items-start">
      <div className="grid min-w-0 gap-5">
        <CompletionCard answer={answer} />
        <CategoryRatings answer={answer} placedIn={placedIn} />
      </div>
      <Suggestions recommendations={answer.recommendations} />
    </div>
  );
}

function CompletionCard({ answer: { completion, students } }: { answer: PlacementsAnswer }) {
  const title = completionFinding(completion);
  return (
    <Card aria-labelledby="completion-title">
      <CardHeader
        description={students === 1 ? strings.completionOfOne : strings.completionHelp(students)}
        title={title}
        titleId="completion-title"
      />
      <CardBody className="pt-0">
        <BandChart
          label={title}
          names={{ middle: strings.middleStudent, band: strings.middleHalf, plan: strings.plan }}
          points={completion.map(({ to, median, lowerQuartile, upperQuartile, planned }) => ({
            date: to,
            middle: median,
            low: lowerQuartile,
            high: upperQuartile,
            plan: planned,
          }))}
        />
      </CardBody>
    </Card>
  );
}
