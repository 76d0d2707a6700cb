"use client";

import { useQuery } from "@tanstack/react-query";
import { QueryContent } from "#src/client/query-content.tsx";
import type { CategoryProgress, ProgressAnswer } from "#src/features/progress/schema.ts";
import { AreaChart } from "#src/ui/area-chart.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { CategoryBars } from "#src/ui/category-bars.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { historyQuery } from "./progress-queries.ts";
import { strings } from "./strings.ts";

/** Progress over time beside the categories, in a ratio of 1.7 to 1. */
export function ProgressCharts({
  overview,
  studentId,
  categoryHref,
}: {
  overview: ProgressAnswer;
  studentId: string;
  categoryHref?: (category: string) => string;
}) {
  const history = useQuery(historyQuery(studentId));
  return (
    <div className="grid gap-5 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
      <Card>
        <CardHeader title={strings.progressOverTime} />
        <CardBody className="pt-0">
          <QueryContent query={history} skeleton={<Skeleton className="h-[332px] rounded-ctl" />}>
            {({ points }) => (
              <AreaChart
                height={288}
                label={strings.progressOverTime}
                max={overview.totalCompetencies}
                points={points.map(({ date, completed, expected }) => ({ date, value: completed, expected }))}
              />
            )}
          </QueryContent>
        </CardBody>
      </Card>
      <Card>
        <CardHeader title={strings.byCategory} />
        <CardBody className="pt-0">
          <CategoryBars
            categories={overview.categoryBreakdown.map((line) => ({
              ...line,
              // Two frameworks may have a category of one name, which are two.
              id: `${line.frameworkId} ${line.category}`,
              of: isShared(line, overview.categoryBreakdown) ? line.framework : null,
              ...(categoryHref ? { href: categoryHref(line.category) } : {}),
            }))}
          />
        </CardBody>
      </Card>
    </div>
  );
}

function isShared({ category }: CategoryProgress, all: readonly CategoryProgress[]): boolean {
  return all.filter((line) => line.category === category).length > 1;
}
