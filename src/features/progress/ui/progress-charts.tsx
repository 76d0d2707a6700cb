"use client";

import { useQuery } from "@tanstack/react-query";
import { QueryContent } from "#src/client/query-content.tsx";
import type { CategoryProgress } from "#src/features/progress/schema.ts";
import { AreaChart } from "#src/ui/area-chart.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { CategoryBars } from "#src/ui/category-bars.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { historyQuery } from "./progress-queries.ts";
import { strings } from "./strings.ts";

export function ProgressOverTime({
  total,
  studentId,
  href,
  isOwn,
}: {
  total: number;
  studentId: string;
  /** The page with the forecast, for the student. */
  href?: string;
  isOwn: boolean;
}) {
  const history = useQuery(historyQuery(studentId));
  return (
    <Card>
      <CardHeader
        actions={href ? <TextLink href={href}>{isOwn ? strings.viewForecast : strings.viewCharts}</TextLink> : null}
        title={strings.progressOverTime}
      />
      <CardBody className="pt-0">
        <QueryContent query={history} skeleton={<Skeleton className="h-[332px] rounded-ctl" />}>
          {({ points }) => (
            <AreaChart
              height={288}
              label={strings.progressOverTime}
              max={total}
              points={points.map(({ date, completed, expected }) => ({ date, value: completed, expected }))}
            />
          )}
        </QueryContent>
      </CardBody>
    </Card>
  );
}

export function ProgressByCategory({
  categories,
  hrefOf,
}: {
  categories: readonly CategoryProgress[];
  /** The address of the competencies of a category. */
  hrefOf?: (category: string) => string;
}) {
  return (
    <Card>
      <CardHeader title={strings.byCategory} />
      <CardBody className="pt-0">
        <CategoryBars
          categories={categories.map((line) => ({
            ...line,
            // Two frameworks may have a category of one name, which are two.
            id: `${line.frameworkId} ${line.category}`,
            of: isShared(line, categories) ? line.framework : null,
            ...(hrefOf ? { href: hrefOf(line.category) } : {}),
          }))}
        />
      </CardBody>
    </Card>
  );
}

function isShared({ category }: CategoryProgress, all: readonly CategoryProgress[]): boolean {
  return all.filter((line) => line.category === category).length > 1;
}
