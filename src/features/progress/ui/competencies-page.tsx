"use client";

import { useQuery } from "@tanstack/react-query";
import { isCompleted } from "#src/features/progress/values.ts";
import { PageHeader } from "#src/ui/page-header.tsx";
import { CompetencyList } from "./competency-list.tsx";
import { assignmentsQuery } from "./progress-queries.ts";
import { strings } from "./strings.ts";
import { WhyDialog } from "./why-dialog-later.tsx";

/** The page of a student's own competencies. */
export function CompetenciesPage({ studentId }: { studentId: string }) {
  const { data } = useQuery(assignmentsQuery(studentId));
  const done = data?.filter(({ status }) => isCompleted(status)).length ?? 0;
  return (
    <>
      <PageHeader
        description={data && data.length > 0 ? strings.competenciesCount(done, data.length) : null}
        title={strings.competenciesTitle}
      />
      <CompetencyList studentId={studentId} />
      <WhyDialog canAsk studentId={studentId} />
    </>
  );
}
