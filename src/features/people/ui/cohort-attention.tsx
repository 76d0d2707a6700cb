"use client";

import { CircleCheck } from "lucide-react";
import type { StudentLine } from "#src/features/people/schema.ts";
import { Avatar } from "#src/ui/avatar.tsx";
import { Card, CardFooter, CardHeader, CardList } from "#src/ui/card.tsx";
import { cn } from "#src/ui/cn.ts";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import type { Attention } from "./cohort-paths.ts";
import { useAttention } from "./cohort-queries.ts";
import { strings } from "./cohort-strings.ts";
import { RemindAll } from "./remind-all.tsx";
import { RemindButton } from "./remind-button.tsx";
import { studentFiltersInAddress } from "./student-filters.ts";
import { StudentStanding } from "./student-standing.tsx";

type CohortAttentionProps = {
  initial: Attention;
  /** The address of a student's page, without the id that follows. */
  basePath: "/dashboard/school-admin/students" | "/dashboard/clinical-supervisor/students";
  /** The page with the table of all students; it may name a part of the page. */
  listPath: string;
};

/** The first few students who need attention: those at risk, then those behind plan, each by the number of overdue competencies. */
export function CohortAttention({ initial, basePath, listPath }: CohortAttentionProps) {
  const { students, hasBehind, hasAtRisk } = useAttention(initial).data;
  return (
    <Card aria-labelledby="attention-title" className="flex flex-col">
      <CardHeader
        actions={
          canRemind(basePath) ? (
            <RemindAll studentIds={students.filter(({ overdue }) => overdue > 0).map(({ id }) => id)} />
          ) : null
        }
        description={strings.needAttentionHelp}
        divided
        title={strings.needAttention}
        titleId="attention-title"
      />
      {students.length === 0 ? (
        <EmptyState compact description={strings.nobodyHelp} icon={<CircleCheck />} title={strings.nobodyTitle} />
      ) : (
        <>
          <CardList className="@container flex-1">
            {students.map((student) => (
              <AttentionRow basePath={basePath} key={student.id} student={student} />
            ))}
          </CardList>
          <CardFooter className="justify-start gap-x-5">
            {hasAtRisk ? <TextLink href={filteredBy(listPath, "AT_RISK")}>{strings.seeAllAtRisk}</TextLink> : null}
            {hasBehind ? <TextLink href={filteredBy(listPath, "BEHIND")}>{strings.seeAllBehind}</TextLink> : null}
            {hasAtRisk ? (
              <TextLink href={atRiskHref[basePath]}>{strings.whyAtRisk}</TextLink>
            ) : (
              <TextLink href={modelHref[basePath]}>{strings.howWorkedOut}</TextLink>
            )}
          </CardFooter>
        </>
      )}
    </Card>
  );
}

/** Where it says how somebody comes to be at risk. */
const modelHref = {
  "/dashboard/school-admin/students": "/dashboard/school-admin/reports/model",
  "/dashboard/clinical-supervisor/students": "/dashboard/clinical-supervisor/analytics/model",
} as const;

/** Where the reasons are, and where one says that somebody has seen to it. */
const atRiskHref = {
  "/dashboard/school-admin/students": "/dashboard/school-admin/reports/at-risk",
  "/dashboard/clinical-supervisor/students": "/dashboard/clinical-supervisor/analytics",
} as const;

function canRemind(basePath: CohortAttentionProps["basePath"]): boolean {
  return basePath === "/dashboard/school-admin/students";
}

function AttentionRow({ student, basePath }: { student: StudentLine } & Pick<CohortAttentionProps, "basePath">) {
  return (
    <li className="relative flex min-h-14 items-center gap-3 px-5 py-2 transition-colors duration-150 hover:bg-surface-secondary max-md:px-4">
      {/* In a narrow card with a button, the name and the cohort need the room. */}
      <span className={cn("flex", canRemind(basePath) && "@sm:@max-lg:hidden")}>
        <Avatar name={student.name} picture={student.picture} size="sm" />
      </span>
      <span className="min-w-0 flex-1">
        <RowLink className="block truncate" href={`${basePath}/${student.id}`}>
          {student.name}
        </RowLink>
        <span className="num block truncate text-xs text-muted">{student.cohort ?? strings.noCohort}</span>
        {/* In a narrow card the name needs the room. */}
        <span className="mt-1 block @sm:hidden">
          <StudentStanding student={student} />
        </span>
      </span>
      <span className="hidden w-26 shrink-0 @sm:block">
        <StudentStanding student={student} />
      </span>
      {canRemind(basePath) && student.overdue > 0 ? <RemindButton id={student.id} name={student.name} /> : null}
    </li>
  );
}

function filteredBy(listPath: string, standing: "BEHIND" | "AT_RISK"): string {
  const [path = "", hash] = listPath.split("#");
  return `${path}${studentFiltersInAddress({ standing })}${hash ? `#${hash}` : ""}`;
}
