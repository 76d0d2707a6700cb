import type { SearchParams } from "nuqs/server";
import { programsAnswer } from "#src/features/analytics/school/schema.ts";
import { analyticsKeys, analyticsPaths } from "#src/features/analytics/ui/analytics-queries.ts";
import { loadReportFilters, periodOf, reportPeriods } from "#src/features/analytics/ui/periods.ts";
import { schoolAnswer, termsAnswer } from "#src/features/schools/schema.ts";
import { schoolPaths } from "#src/features/schools/ui/school-queries.ts";
import { serverApi } from "#src/http/server-api.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn } from "#src/lib/day.ts";
import { getPageUserWithRole } from "../../../page-user.ts";

/** What every page of reports needs: the periods of the school, the one that is chosen, and the figures of the header. */
export async function loadReports(searchParams: Promise<SearchParams>) {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const [school, { items: terms }, chosen] = await Promise.all([
    serverApi(schoolPaths.school, schoolAnswer),
    serverApi(schoolPaths.terms, termsAnswer),
    loadReportFilters(searchParams),
  ]);
  const { academicYearStarts, timeZone } = school;
  const periods = reportPeriods({ academicYearStarts, terms }, dayIn(now(), timeZone));
  const period = periodOf(periods, chosen.period);
  const programs = await serverApi(analyticsPaths.programs(period), programsAnswer);
  return { periods, period, programs: [analyticsKeys.programs(period), programs] as const };
}
