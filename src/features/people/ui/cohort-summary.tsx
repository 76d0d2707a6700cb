"use client";

import { CircleCheck, Clock, type LucideIcon, TriangleAlert, Users } from "lucide-react";
import type { Standing } from "#src/features/people/values.ts";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { cn } from "#src/ui/cn.ts";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { FigureGrid, FigureTile } from "#src/ui/figure-tile.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { ProgressBar } from "#src/ui/progress-bar.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { type Cohorts, useCohorts } from "./cohort-queries.ts";
import { strings } from "./cohort-strings.ts";
import { studentFiltersInAddress } from "./student-filters.ts";

type Cohort = Cohorts["items"][number];

/** Four figures over all cohorts: the number of students, and how many are behind plan or at risk. */
export function CohortFigures({ initial }: { initial: Cohorts }) {
  const { items, totals } = useCohorts(initial).data;
  const { students, atRisk, behind, seenTo } = totals;
  return (
    <FigureGrid>
      <FigureTile
        href={listOf(null)}
        icon={<Users />}
        label={strings.students}
        note={strings.inCohorts(items.length)}
        value={students}
      />
      <FigureTile
        href={listOf("ON_TRACK")}
        icon={<CircleCheck />}
        label={strings.notBehind}
        note={strings.notBehindNote}
        unit={strings.of(students)}
        value={totals.onTrack}
      />
      <FigureTile
        href={listOf("BEHIND")}
        icon={<Clock />}
        label={strings.behind}
        note={strings.behindNote}
        tone={behind > 0 ? "warning" : "plain"}
        unit={strings.of(students)}
        value={behind}
      />
      <FigureTile
        href={listOf("AT_RISK")}
        icon={<TriangleAlert />}
        label={strings.atRisk}
        note={strings.atRiskNote(seenTo)}
        tone={atRisk > 0 ? "danger" : "plain"}
        unit={strings.of(students)}
        value={atRisk}
      />
    </FigureGrid>
  );
}

/** The table of students below, with those whom a figure counts. */
function listOf(standing: Standing | null): string {
  return `/dashboard/school-admin${studentFiltersInAddress({ standing })}#students`;
}

/** One row for each cohort; selecting it filters the students below by that cohort. */
export function CohortList({ initial }: { initial: Cohorts }) {
  const { items } = useCohorts(initial).data;
  return (
    <Card aria-labelledby="cohorts-title">
      <CardHeader description={strings.cohortsHelp} divided title={strings.cohorts} titleId="cohorts-title" />
      {items.length === 0 ? (
        <EmptyState
          actions={<LinkButton href="/dashboard/school-admin/settings/programs">{strings.addCohort}</LinkButton>}
          compact
          description={strings.noCohortsHelp}
          icon={<Users />}
          title={strings.noCohortsTitle}
        />
      ) : (
        <CardList>
          {items.map((cohort) => (
            <CohortRow cohort={cohort} key={cohort.id} />
          ))}
        </CardList>
      )}
    </Card>
  );
}

function CohortRow({ cohort }: { cohort: Cohort }) {
  const { completedCompetencies: done, totalCompetencies: total } = cohort;
  const words = total === 0 ? strings.nothingAssigned : strings.completedOf(done, total);
  return (
    <li className="relative grid items-center gap-x-6 gap-y-2.5 px-5 py-3.5 transition-colors duration-150 hover:bg-surface-secondary max-md:px-4 sm:grid-cols-[minmax(0,1fr)_11rem]">
      <div className="min-w-0">
        <RowLink
          className="block truncate"
          href={`/dashboard/school-admin${studentFiltersInAddress({ cohort: cohort.id })}#students`}
        >
          {cohort.name}
        </RowLink>
        <p className="num truncate text-sm text-muted">{strings.cohortMeta(cohort.program, cohort.students)}</p>
      </div>
      <div className="order-last min-w-0 sm:order-none">
        <p className="num mb-1.5 text-sm whitespace-nowrap text-muted">{words}</p>
        <ProgressBar
          label={strings.cohortCompleted(cohort.name)}
          value={total === 0 ? 0 : (done / total) * 100}
          valueText={words}
        />
      </div>
      <ul className="num flex flex-wrap gap-x-4 gap-y-1 text-sm sm:col-span-2">
        <StandingCount colour="text-success" count={cohort.onTrack} icon={CircleCheck} words={strings.areNotBehind} />
        <StandingCount colour="text-warning" count={cohort.behind} icon={Clock} words={strings.areBehind} />
        <StandingCount colour="text-danger" count={cohort.atRisk} icon={TriangleAlert} words={strings.areAtRisk} />
      </ul>
    </li>
  );
}

type StandingCountProps = { count: number; words: (count: number) => string; icon: LucideIcon; colour: string };

/** Icon, number and word; grey if the number is 0, so that colour marks only a standing that exists. */
function StandingCount({ count, words, icon: Icon, colour }: StandingCountProps) {
  return (
    <li className={cn("flex items-center gap-1.5 whitespace-nowrap", count > 0 ? colour : "text-muted")}>
      <Icon aria-hidden className="size-3.5" />
      {words(count)}
    </li>
  );
}
