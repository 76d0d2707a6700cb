"use client";

import { useQuery } from "@tanstack/react-query";
import { ClipboardList, Download } from "lucide-react";
import { useQueryStates } from "nuqs";
import { QueryContent } from "#src/client/query-content.tsx";
import type { AnalyticsAnswer } from "#src/features/analytics/schema.ts";
import { certificatePaths } from "#src/features/certificates/ui/certificate-queries.ts";
import { historyQuery } from "#src/features/progress/ui/progress-queries.ts";
import { askHref } from "#src/features/requests/ui/request-queries.ts";
import { buttonStyle } from "#src/ui/button.tsx";
import { Card } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { Segmented } from "#src/ui/segmented.tsx";
import { ActivityCard } from "./activity-card.tsx";
import { BarsCard } from "./bars-card.tsx";
import { CategoriesCard } from "./categories-card.tsx";
import { CompletedCard } from "./completed-card.tsx";
import { standingSentence } from "./findings.ts";
import { ForecastCard } from "./forecast-card.tsx";
import { analyticsQuery, ownProgressHref, ratingsQuery } from "./own-progress-queries.ts";
import { CardSkeleton, ProgressContentSkeleton, twoColumns } from "./own-progress-skeleton.tsx";
import { strings } from "./own-progress-strings.ts";
import { periodParsers, periods } from "./period.ts";
import { RatingsCard } from "./ratings-card.tsx";
import { SuggestionsCard } from "./suggestions-card.tsx";

/** A student's progress in figures: where they are, where they are going, what would help. */
export function OwnProgressPage({ studentId }: { studentId: string }) {
  const [{ period }, setPeriod] = useQueryStates(periodParsers, { shallow: true, history: "replace" });
  const analytics = useQuery(analyticsQuery(studentId, period));
  const hasAny = (analytics.data?.summary.completion?.total ?? 0) > 0;
  return (
    <>
      <PageHeader
        actions={
          hasAny ? (
            <>
              <LinkButton href={askHref(undefined, ownProgressHref)} variant="primary">
                {strings.askForAssessment}
              </LinkButton>
              <a className={buttonStyle()} download href={certificatePaths.transcript(studentId)}>
                <Download aria-hidden />
                {strings.downloadTranscript}
              </a>
            </>
          ) : null
        }
        description={analytics.data ? <Standing answer={analytics.data} studentId={studentId} /> : null}
        title={strings.title}
      />
      <QueryContent
        frame={(content) => <Card>{content}</Card>}
        query={analytics}
        skeleton={<ProgressContentSkeleton />}
      >
        {(answer) =>
          hasAny ? (
            <>
              <div className="mb-5 flex print:hidden">
                <Segmented
                  label={strings.period}
                  onValueChange={(value) => void setPeriod({ period: value })}
                  options={periods.map((value) => ({ value, label: strings.periods[value] }))}
                  value={period}
                />
              </div>
              <Content answer={answer} studentId={studentId} />
            </>
          ) : (
            <Card>
              <EmptyState description={strings.nothingHelp} icon={<ClipboardList />} title={strings.nothingTitle} />
            </Card>
          )
        }
      </QueryContent>
    </>
  );
}

function Standing({ answer: { summary }, studentId }: { answer: AnalyticsAnswer; studentId: string }) {
  const dates = useDates();
  const plan = useQuery(historyQuery(studentId)).data?.plan ?? [];
  return standingSentence(
    {
      completed: summary.completion?.completed ?? 0,
      total: summary.completion?.total ?? 0,
      difference: summary.pace?.difference ?? null,
      plan,
      today: summary.to,
    },
    dates.longDay,
  );
}

function Content({ answer, studentId }: { answer: AnalyticsAnswer; studentId: string }) {
  const { summary, recommendations, comparisons } = answer;
  const ratings = useQuery(ratingsQuery(studentId, summary.from, summary.to));
  return (
    <div className="flex flex-col gap-5">
      <div className={twoColumns}>
        <ForecastCard studentId={studentId} summary={summary} />
        <SuggestionsCard suggestions={recommendations} />
        <CategoriesCard categories={summary.completion?.byCategory ?? []} groups={comparisons.groups} />
        <QueryContent frame={(content) => <Card>{content}</Card>} query={ratings} skeleton={<CardSkeleton />}>
          {(lines) => <RatingsCard lines={lines} summary={summary} />}
        </QueryContent>
        <QueryContent frame={(content) => <Card>{content}</Card>} query={ratings} skeleton={<CardSkeleton />}>
          {(lines) => <BarsCard lines={lines} studentId={studentId} summary={summary} />}
        </QueryContent>
        <CompletedCard studentId={studentId} />
        <ActivityCard summary={summary} />
      </div>
    </div>
  );
}
