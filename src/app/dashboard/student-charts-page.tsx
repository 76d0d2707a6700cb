import { notFound } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { analyticsAnswer } from "#src/features/analytics/schema.ts";
import { ownProgressKeys, ownProgressPaths } from "#src/features/own-progress/ui/own-progress-queries.ts";
import { loadPeriod } from "#src/features/own-progress/ui/period.ts";
import { StudentCharts } from "#src/features/own-progress/ui/student-charts.tsx";
import { predictionsAnswer } from "#src/features/predictions/schema.ts";
import { historyAnswer } from "#src/features/progress/schema.ts";
import { progressKeys, progressPaths } from "#src/features/progress/ui/progress-queries.ts";
import { serverApi } from "#src/http/server-api.ts";
import { Prefetched } from "../prefetched.tsx";
import { findStudent } from "./find-student.ts";

type StudentChartsPageProps = {
  id: string;
  recordHref: string;
  howHref: string;
  searchParams: Promise<SearchParams>;
};

/** A student's charts for any member of staff, on a page of their own: the record loads no script for them. */
export async function StudentChartsPage({ id, recordHref, howHref, searchParams }: StudentChartsPageProps) {
  const student = await findStudent(id);
  if (!student) notFound();
  const { period } = await loadPeriod(searchParams);
  const [analytics, history, forecast] = await Promise.all([
    serverApi(ownProgressPaths.analytics(id, period), analyticsAnswer),
    serverApi(progressPaths.history(id), historyAnswer),
    serverApi(ownProgressPaths.forecast(id), predictionsAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [ownProgressKeys.analytics(id, period), analytics],
        [progressKeys.history(id), history],
        [ownProgressKeys.forecast(id), forecast],
      ]}
    >
      <StudentCharts howHref={howHref} recordHref={recordHref} student={{ id, name: student.name }} />
    </Prefetched>
  );
}
