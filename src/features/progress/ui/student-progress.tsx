"use client";

import { useQuery } from "@tanstack/react-query";
import { ClipboardList } from "lucide-react";
import type { ReactNode } from "react";
import type { ProgressAnswer } from "#src/features/progress/schema.ts";
import { Card } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ownProgressHref } from "./competency-paths.ts";
import { ProgressByCategory, ProgressOverTime } from "./progress-charts.tsx";
import { RecentAssessments, UpcomingDeadlines } from "./progress-lists.tsx";
import { assessedQuery } from "./progress-queries.ts";
import { strings } from "./strings.ts";
import { StudentFigures } from "./student-figures.tsx";
import { ToRenew } from "./to-renew.tsx";

/** The content of a student's dashboard, for the student and for their supervisors. */
export function StudentProgress({
  overview,
  studentId,
  competenciesHref,
  chartsHref = competenciesHref ? ownProgressHref : undefined,
  isRecentFirst = false,
  children,
}: {
  overview: ProgressAnswer;
  studentId: string;
  /** The address of the student's own competencies; staff see them on the same page. */
  competenciesHref?: string;
  /** The page of the charts. */
  chartsHref?: string | undefined;
  /** Whether the recent assessments stand before the chart. */
  isRecentFirst?: boolean;
  children?: ReactNode;
}) {
  const assessed = useQuery(assessedQuery(studentId));
  if (overview.totalCompetencies === 0) {
    return (
      <Card>
        <EmptyState
          description={competenciesHref ? strings.newStudentHelp : strings.newStudentHelpStaff}
          icon={<ClipboardList />}
          title={strings.newStudentTitle}
        />
      </Card>
    );
  }
  const assessedAt = assessed.data?.items.flatMap(({ observedAt }) => observedAt ?? []);
  const chart = (
    <ProgressOverTime
      studentId={studentId}
      total={overview.totalCompetencies}
      isOwn={competenciesHref !== undefined}
      {...(chartsHref ? { href: chartsHref } : {})}
    />
  );
  return (
    <div className="flex flex-col gap-5">
      <StudentFigures assessedAt={assessedAt} overview={overview} studentId={studentId} />
      <div className="flex flex-col gap-5 lg:grid lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
        <div className="flex flex-col gap-5">
          {isRecentFirst ? null : chart}
          <RecentAssessments
            activities={overview.recentActivities}
            {...(competenciesHref ? { allHref: competenciesHref } : {})}
          />
          {isRecentFirst ? chart : null}
        </div>
        <div className="flex flex-col gap-5">
          <ToRenew studentId={studentId} />
          <UpcomingDeadlines deadlines={overview.upcomingDeadlines} />
          <ProgressByCategory
            categories={overview.categoryBreakdown}
            {...(competenciesHref
              ? { hrefOf: (category: string) => `${competenciesHref}?category=${encodeURIComponent(category)}` }
              : {})}
          />
        </div>
      </div>
      {children}
    </div>
  );
}
