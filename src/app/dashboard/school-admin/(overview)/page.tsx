import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { strings as reportStrings } from "#src/features/analytics/ui/admin-strings.ts";
import { strings as matrixStrings } from "#src/features/cohort-matrix/ui/strings.ts";
import { firstHourAnswer } from "#src/features/first-hour/schema.ts";
import { strings as firstHourStrings } from "#src/features/first-hour/ui/admin-strings.ts";
import { firstHourPath } from "#src/features/first-hour/ui/first-hour-queries.ts";
import { cohortsAnswer, meAnswer, studentsAnswer } from "#src/features/people/schema.ts";
import { CohortAttention } from "#src/features/people/ui/cohort-attention.tsx";
import { attentionPaths, pickAttention } from "#src/features/people/ui/cohort-paths.ts";
import { strings as cohortStrings } from "#src/features/people/ui/cohort-strings.ts";
import { CohortFigures, CohortList } from "#src/features/people/ui/cohort-summary.tsx";
import { loadStudentFilters } from "#src/features/people/ui/student-filters.ts";
import { studentsPath } from "#src/features/people/ui/student-paths.ts";
import { studentKeys } from "#src/features/people/ui/student-queries.ts";
import { studentStrings } from "#src/features/people/ui/student-strings.ts";
import { StudentTable } from "#src/features/people/ui/student-table.tsx";
import { programsAnswer } from "#src/features/programs/schema.ts";
import { programPaths } from "#src/features/programs/ui/program-queries.ts";
import { sampleAnswer } from "#src/features/samples/schema.ts";
import { samplePath } from "#src/features/samples/ui/sample-queries.ts";
import { strings as sampleStrings } from "#src/features/samples/ui/strings.ts";
import { findFromApi, serverApi } from "#src/http/server-api.ts";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { getPageUserWithRole } from "../../../page-user.ts";
import { Prefetched } from "../../../prefetched.tsx";
import { FirstHour, SampleCard } from "../first-hour-later.tsx";
import { groupsOf } from "../groups-of.ts";
import { strings } from "./strings.ts";

export const metadata: Metadata = { title: strings.overviewTitle };

/** First the cohorts, then the students who need attention, then all students. */
export default async function SchoolOverview({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const filters = await loadStudentFilters(searchParams);
  const [first, sample, me, cohorts, programs, behind, atRisk, students] = await Promise.all([
    findFromApi(firstHourPath, firstHourAnswer),
    serverApi(samplePath, sampleAnswer),
    serverApi("/api/me", meAnswer),
    serverApi("/api/cohorts", cohortsAnswer),
    serverApi(programPaths.list, programsAnswer),
    serverApi(attentionPaths.behind, studentsAnswer),
    serverApi(attentionPaths.atRisk, studentsAnswer),
    serverApi(studentsPath(filters), studentsAnswer),
  ]);
  const { totals } = cohorts;
  const firstHour =
    first !== undefined && first.next !== null && !first.isHidden ? (
      <FirstHour aside={<SampleCard initial={sample} />} initial={first} />
    ) : null;
  if (firstHour && totals.students === 0) {
    return (
      <>
        <PageHeader description={firstHourStrings.help} title={firstHourStrings.title} />
        {firstHour}
      </>
    );
  }
  return (
    <Prefetched data={[[studentKeys.list(filters), { pages: [students], pageParams: [null] }]]}>
      <PageHeader
        actions={
          <>
            <LinkButton href="/dashboard/school-admin/reports/matrix">{matrixStrings.link}</LinkButton>
            <LinkButton href="/dashboard/school-admin/reports">{reportStrings.title}</LinkButton>
          </>
        }
        description={cohortStrings.summary(totals.behind, totals.atRisk, totals.students)}
        title={me.schoolName}
      />
      {firstHour ? <div className="mb-8">{firstHour}</div> : null}
      <CohortFigures initial={cohorts} />
      <div className="mt-5 grid gap-5 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
        <CohortList initial={cohorts} />
        <CohortAttention
          basePath="/dashboard/school-admin/students"
          initial={pickAttention(behind.items, atRisk.items)}
          listPath="/dashboard/school-admin#students"
        />
      </div>
      <section aria-labelledby="students-title" className="mt-8 scroll-mt-20" id="students">
        <h2 className="mb-3 text-lg font-semibold" id="students-title">
          {strings.students}
        </h2>
        <StudentTable
          basePath="/dashboard/school-admin/students"
          emptyAction={<LinkButton href="/dashboard/school-admin/users">{studentStrings.addStudents}</LinkButton>}
          emptyHelp={studentStrings.noStudentsHelp.school}
          groups={{ by: "cohort", options: cohorts.items.map(({ id, name }) => ({ value: id, label: name })) }}
          programs={groupsOf(programs).programs}
        />
      </section>
      {!firstHour && (first?.next || sample.holds) ? (
        <p className="mt-8 text-sm">
          <TextLink href="/dashboard/school-admin/first-steps">
            {first?.next ? firstHourStrings.show : sampleStrings.link}
          </TextLink>
        </p>
      ) : null}
    </Prefetched>
  );
}
