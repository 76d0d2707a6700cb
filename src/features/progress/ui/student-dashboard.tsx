"use client";

import { useQuery } from "@tanstack/react-query";
import { QueryContent } from "#src/client/query-content.tsx";
import type { ProgressAnswer } from "#src/features/progress/schema.ts";
import { askHref } from "#src/features/requests/ui/request-queries.ts";
import { Card } from "#src/ui/card.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { ownCompetenciesHref, ownCompetencyHref } from "./competency-paths.ts";
import { deadlineCounts } from "./deadline-counts.ts";
import { hourOf, paceSentence } from "./pace.ts";
import { historyQuery, overviewQuery } from "./progress-queries.ts";
import { strings } from "./strings.ts";
import { StudentProgress } from "./student-progress.tsx";
import { StudentProgressSkeleton } from "./student-progress-skeleton.tsx";
import { WhyDialog } from "./why-dialog-later.tsx";

/** A student's dashboard: one sentence on their standing, four figures, the chart, recent assessments and due dates. */
export function StudentDashboard({
  studentId,
  name,
  isRecentFirst,
}: {
  studentId: string;
  name: string;
  /** By a feature flag: the recent assessments stand before the chart. */
  isRecentFirst: boolean;
}) {
  const overview = useQuery(overviewQuery(studentId));
  return (
    <>
      <PageHeader
        actions={
          overview.data && overview.data.totalCompetencies > 0 ? (
            <>
              <LinkButton href={askHref(undefined, "/dashboard/student")} variant="primary">
                {strings.askForAssessment}
              </LinkButton>
              <LinkButton href={ownCompetenciesHref}>{strings.viewCompetencies}</LinkButton>
            </>
          ) : null
        }
        description={overview.data ? <Pace overview={overview.data} studentId={studentId} /> : null}
        title={<Greeting name={name} />}
      />
      <QueryContent frame={(content) => <Card>{content}</Card>} query={overview} skeleton={<StudentProgressSkeleton />}>
        {(data) => (
          <StudentProgress
            competenciesHref={ownCompetenciesHref}
            isRecentFirst={isRecentFirst}
            overview={data}
            studentId={studentId}
          />
        )}
      </QueryContent>
      <WhyDialog canAsk hrefOf={ownCompetencyHref} studentId={studentId} />
    </>
  );
}

function Greeting({ name }: { name: string }) {
  const dates = useDates();
  const hour = hourOf(dates.now, dates.timeZone);
  const first = name.split(" ")[0] ?? name;
  if (hour < 12) return strings.goodMorning(first);
  return hour < 18 ? strings.goodAfternoon(first) : strings.goodEvening(first);
}

function Pace({ overview, studentId }: { overview: ProgressAnswer; studentId: string }) {
  const dates = useDates();
  const history = useQuery(historyQuery(studentId));
  const deadlines = deadlineCounts(overview.upcomingDeadlines, dates.daysFromToday);
  return paceSentence({
    completed: overview.completedCompetencies,
    total: overview.totalCompetencies,
    expected: history.data?.points.at(-1)?.expected,
    overdue: deadlines.overdue,
    isCapped: deadlines.overdueIsCapped,
    nextDueDay: deadlines.next ? dates.longDay(deadlines.next) : undefined,
  });
}
