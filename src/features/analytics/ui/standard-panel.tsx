"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { QueryContent } from "#src/client/query-content.tsx";
import type { AccreditationAnswer, StandardAnswer } from "#src/features/analytics/school/schema.ts";
import { Card, CardFooter, CardHeader, CardList } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { strings } from "./admin-strings.ts";
import { ratingsHref, ratingsQuery, standardQuery } from "./analytics-queries.ts";

const mostNamed = 6;
const samples = "3";

/** What one standard rests on, who has no evidence yet, and the newest assessments to look at. */
export function StandardPanel({ standard }: { standard: AccreditationAnswer["standards"][number] }) {
  const query = useQuery(standardQuery(standard.id));
  const { code, statement, competencies, assessments } = standard;
  return (
    <Card aria-labelledby="standard-title" aria-live="polite">
      <CardHeader
        description={strings.standardMeta(competencies.length, assessments)}
        divided
        title={code ? `${code} ${statement}` : statement}
        titleId="standard-title"
      />
      <QueryContent
        query={query}
        skeleton={
          <Loading>
            <ListSkeleton header={false} rows={3} />
          </Loading>
        }
      >
        {(answer) => (
          <>
            <CardList>
              {answer.competencies.map((one) => (
                <li className="px-5 py-3 max-md:px-4" key={one.id}>
                  <p className="text-base font-medium">{one.name}</p>
                  <p className="num text-sm text-muted">{strings.by(one.assessments, one.assessors)}</p>
                  <p className="num text-sm text-muted">{strings.completedOf(one.completed, one.assigned)}</p>
                </li>
              ))}
            </CardList>
            <Without without={answer.withoutEvidence} />
            {competencies.length > 0 ? <Samples ids={competencies.map(({ id }) => id)} /> : null}
          </>
        )}
      </QueryContent>
    </Card>
  );
}

function Without({ without: { count, students } }: { without: StandardAnswer["withoutEvidence"] }) {
  const rest = count - mostNamed;
  return (
    <div className="border-t border-separator px-5 py-3 max-md:px-4">
      <p className="text-sm font-semibold">{count === 0 ? strings.allWith : strings.without(count)}</p>
      {count > 0 ? (
        <p className="text-sm text-muted">
          {students.slice(0, mostNamed).map(({ id, name }, place) => (
            <span key={id}>
              {place > 0 ? ", " : null}
              <TextLink href={`/dashboard/school-admin/students/${id}`}>{name}</TextLink>
            </span>
          ))}
          {rest > 0 ? ` ${strings.more(rest)}` : null}
        </p>
      ) : null}
    </div>
  );
}

function Samples({ ids }: { ids: string[] }) {
  const query = useInfiniteQuery(ratingsQuery({ competencyId: ids }, samples));
  const lines = query.data?.pages[0]?.items ?? [];
  return (
    <>
      {lines.length > 0 ? (
        <div className="border-t border-separator px-5 py-3 max-md:px-4">
          <p className="text-sm font-semibold">{strings.samples}</p>
          <ul className="text-sm">
            {lines.map(({ assessmentId, href, studentName, competencyName, observedOn }) => (
              <li className="flex items-baseline justify-between gap-3 py-1" key={assessmentId}>
                <TextLink
                  aria-label={strings.sample(competencyName, studentName)}
                  className="min-w-0 truncate"
                  href={href}
                  title={competencyName}
                >
                  {studentName}
                </TextLink>
                <DateText className="shrink-0 text-muted" kind="day" value={observedOn} />
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <CardFooter>
        <TextLink href={ratingsHref("/dashboard/school-admin/reports", { competencyId: ids })}>
          {strings.seeAll}
        </TextLink>
      </CardFooter>
    </>
  );
}
