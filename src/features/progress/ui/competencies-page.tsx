"use client";

import { useQuery } from "@tanstack/react-query";
import { isCompleted } from "#src/features/progress/values.ts";
import { askHref } from "#src/features/requests/ui/request-queries.ts";
import { PageHeader } from "#src/ui/page-header.tsx";
import { ProgressBar } from "#src/ui/progress-bar.tsx";
import { CompetencyList } from "./competency-list.tsx";
import { ownCompetenciesHref, ownCompetencyHref } from "./competency-paths.ts";
import { assignmentsQuery } from "./progress-queries.ts";
import { strings } from "./strings.ts";
import { WhyDialog } from "./why-dialog-later.tsx";

/** The page of a student's own competencies. */
export function CompetenciesPage({ studentId }: { studentId: string }) {
  const { data } = useQuery(assignmentsQuery(studentId));
  const done = data?.filter(({ status }) => isCompleted(status)).length ?? 0;
  const hasAny = data !== undefined && data.length > 0;
  return (
    <>
      <PageHeader
        className="mb-3 max-md:mb-3"
        description={hasAny ? strings.competenciesCount(done, data.length) : null}
        title={strings.competenciesTitle}
      />
      {hasAny ? (
        <ProgressBar
          className="mb-5 max-w-md"
          label={strings.completed}
          value={(done / data.length) * 100}
          valueText={strings.competenciesCount(done, data.length)}
        />
      ) : null}
      <CompetencyList
        actOf={({ competencyId }) => ({ kind: "ask", href: askHref(competencyId, ownCompetenciesHref) })}
        hrefOf={({ id }) => ownCompetencyHref(id)}
        studentId={studentId}
      />
      <WhyDialog canAsk hrefOf={ownCompetencyHref} studentId={studentId} />
    </>
  );
}
