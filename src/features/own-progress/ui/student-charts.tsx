"use client";

import { useQuery } from "@tanstack/react-query";
import { ClipboardList } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useMemo } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import { Card } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { Segmented } from "#src/ui/segmented.tsx";
import { BarsCard } from "./bars-card.tsx";
import { CategoriesCard } from "./categories-card.tsx";
import { ForecastCard } from "./forecast-card.tsx";
import { analyticsQuery, ratingsQuery } from "./own-progress-queries.ts";
import { CardSkeleton, ProgressContentSkeleton, twoColumns } from "./own-progress-skeleton.tsx";
import { staffStrings as strings } from "./own-progress-strings.ts";
import { periodParsers, periods } from "./period.ts";
import { ProgressReaderContext, staffReader } from "./progress-reader.ts";
import { RatingsCard } from "./ratings-card.tsx";

type StudentChartsProps = { student: { id: string; name: string }; recordHref: string; howHref: string };

/** The charts of a student's progress as their supervisors and their school see them. */
export function StudentCharts({ student: { id, name }, recordHref, howHref }: StudentChartsProps) {
  const [{ period }, setPeriod] = useQueryStates(periodParsers, { shallow: true, history: "replace" });
  const analytics = useQuery(analyticsQuery(id, period));
  const { from = "", to = "" } = analytics.data?.summary ?? {};
  const ratings = useQuery({ ...ratingsQuery(id, from, to), enabled: from !== "" });
  const reader = useMemo(() => staffReader({ howHref, recordHref }), [howHref, recordHref]);
  const frame = (content: React.ReactNode) => <Card>{content}</Card>;
  return (
    <ProgressReaderContext value={reader}>
      <PageHeader
        back={{ href: recordHref, label: name }}
        description={strings.chartsHelp}
        title={strings.chartsOf(name)}
      />
      <QueryContent frame={frame} query={analytics} skeleton={<ProgressContentSkeleton />}>
        {({ summary, comparisons }) =>
          (summary.completion?.total ?? 0) === 0 ? (
            <Card>
              <EmptyState description={strings.nothingHelp} icon={<ClipboardList />} title={strings.nothingTitle} />
            </Card>
          ) : (
            <>
              <div className="mb-5 flex print:hidden">
                <Segmented
                  label={strings.period}
                  onValueChange={(value) => void setPeriod({ period: value })}
                  options={periods.map((value) => ({ value, label: strings.periods[value] }))}
                  value={period}
                />
              </div>
              <div className={twoColumns}>
                <ForecastCard studentId={id} summary={summary} />
                <QueryContent frame={frame} query={ratings} skeleton={<CardSkeleton />}>
                  {(lines) => <RatingsCard lines={lines} summary={summary} />}
                </QueryContent>
                <CategoriesCard categories={summary.completion?.byCategory ?? []} groups={comparisons.groups} />
                <QueryContent frame={frame} query={ratings} skeleton={<CardSkeleton />}>
                  {(lines) => <BarsCard lines={lines} studentId={id} summary={summary} />}
                </QueryContent>
              </div>
            </>
          )
        }
      </QueryContent>
    </ProgressReaderContext>
  );
}
