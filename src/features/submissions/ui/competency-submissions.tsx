"use client";

import { useQuery } from "@tanstack/react-query";
import { QueryContent } from "#src/client/query-content.tsx";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { strings } from "./strings.ts";
import { newSubmissionHref, submissionsOfCompetencyQuery } from "./submission-queries.ts";
import { SubmissionRow } from "./submission-row.tsx";

type CompetencySubmissionsProps = {
  studentId: string;
  competencyId: string;
  /** The page of a submission, without the id that follows. */
  basePath: string;
  /** Where the student writes another, and returns to; left out for staff. */
  from?: string;
};

/** What a student submitted for one competency, on the page of it. Staff see it only where there is something. */
export function CompetencySubmissions({ studentId, competencyId, basePath, from }: CompetencySubmissionsProps) {
  const query = useQuery(submissionsOfCompetencyQuery(studentId, competencyId));
  if (from === undefined && query.data?.items.length === 0) return null;
  return (
    <Card aria-labelledby="own-evidence">
      <CardHeader
        actions={
          from === undefined ? null : (
            <LinkButton href={newSubmissionHref(competencyId, from)} prefetch={false}>
              {strings.submitEvidence}
            </LinkButton>
          )
        }
        description={from === undefined ? undefined : strings.yoursHelp(query.data?.counts.returned ?? 0)}
        title={from === undefined ? strings.title : strings.yours}
        titleId="own-evidence"
      />
      <QueryContent query={query} skeleton={<Skeleton className="mx-5 mb-5 h-10" />}>
        {({ items }) =>
          items.length === 0 ? null : (
            <CardList className="border-t border-separator">
              {items.map((line) => (
                <SubmissionRow
                  href={`${basePath}/${line.id}`}
                  isOfCompetency
                  isStaff={from === undefined}
                  key={line.id}
                  line={line}
                />
              ))}
            </CardList>
          )
        }
      </QueryContent>
    </Card>
  );
}
