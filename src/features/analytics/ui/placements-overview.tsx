"use client";

import { useQuery } from "@tanstack/react-query";
import { Users } from "lucide-react";
import type { ReactNode } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { PlacementsAnswer } from "#src/features/analytics/school/schema.ts";
import { BandChart } from "#src/ui/band-chart.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { analyticsPaths, placementsQuery } from "./analytics-queries.ts";
import { CategoryRatings } from "./category-ratings.tsx";
import { completionFinding } from "./findings.ts";
import { Fresh } from "./fresh.tsx";
import { Suggestions } from "./suggestions.tsx";
import { PlacementFilterBar, SupervisorHead, usePlacementFilters } from "./supervisor-head.tsx";
import { strings } from "./supervisor-strings.ts";

/** The students of the reader's placements: who is at risk first, then how all of them do together. */
export function PlacementsOverview({ atRisk }: { atRisk: ReactNode }) {
  const [filters] = usePlacementFilters();
  const query = useQuery(placementsQuery(filters));
  const { data, dataUpdatedAt } = query;
  const rotation = data?.rotations.find(({ id }) => id === filters.rotation);
  return (
    <>
      <SupervisorHead
        actions={<ExportLink href={analyticsPaths.placements(filters, "csv")}>{strings.exportFigures}</ExportLink>}
        description={
          data ? (
            <>
              {rotation ? strings.studentsOf(data.students, rotation.name) : strings.students(data.students)}{" "}
              <Fresh at={new Date(dataUpdatedAt).toISOString()} />
            </>
          ) : (
            " "
          )
        }
      />
      <PlacementFilterBar rotations={data?.rotations ?? []} />
      <QueryContent
        frame={(content) => <Card>{content}</Card>}
        query={query}
        skeleton={
          <Loading>
            <ListSkeleton rows={8} />
          </Loading>
        }
      >
        {(answer) =>
          answer.students === 0 ? (
            <Card>
              <EmptyState description={strings.nobodyHelp} icon={<Users />} title={strings.nobody} />
            </Card>
          ) : (
            <div className="grid gap-5">
              {atRisk}
              <div className="grid gap-5 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)] lg:items-start">
                <div className="grid min-w-0 gap-5">
                  <CompletionCard answer={answer} />
                  <CategoryRatings answer={answer} placedIn={rotation?.id} />
                </div>
                <Suggestions recommendations={answer.recommendations} />
              </div>
            </div>
          )
        }
      </QueryContent>
    </>
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
