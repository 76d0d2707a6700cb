"use client";

import { useQuery } from "@tanstack/react-query";
import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { OwnAnswer } from "#src/features/analytics/school/schema.ts";
import { daysBetween } from "#src/lib/day.ts";
import { Card, CardBody, CardFooter, CardHeader } from "#src/ui/card.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { ownQuery, ratingsHref } from "./analytics-queries.ts";
import { turnaroundFinding } from "./findings.ts";
import { Fresh } from "./fresh.tsx";
import { PlacementFilterBar, SupervisorHead, usePlacementFilters } from "./supervisor-head.tsx";
import { strings } from "./supervisor-strings.ts";
import { TurnaroundDots } from "./turnaround-dots.tsx";

/** How the reader answers and assesses, which nobody else can open. */
export function OwnAssessments({ readerId }: { readerId: string }) {
  const [{ period }] = usePlacementFilters();
  const query = useQuery(ownQuery(period));
  return (
    <>
      <SupervisorHead
        actions={
          query.data?.oldestWaiting ? (
            <LinkButton href={`/assessment/${query.data.oldestWaiting.assessmentId}`} variant="primary">
              {strings.assessOldest}
            </LinkButton>
          ) : null
        }
        description={
          <>
            <Lock aria-hidden className="me-1.5 inline size-4 align-[-3px]" />
            {strings.onlyYou} {query.data ? <Fresh at={new Date(query.dataUpdatedAt).toISOString()} /> : null}
          </>
        }
      />
      <PlacementFilterBar />
      <QueryContent
        frame={(content) => <Card>{content}</Card>}
        query={query}
        skeleton={
          <Loading>
            <ListSkeleton rows={6} />
          </Loading>
        }
      >
        {(answer) => (
          <div className="grid gap-5 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)] lg:items-start">
            <Card aria-labelledby="turnaround-title">
              <CardHeader
                description={answer.answered > 0 ? strings.turnaroundHelp(answer.answered) : undefined}
                title={turnaroundFinding(answer)}
                titleId="turnaround-title"
              />
              <CardBody className="pt-0">
                <TurnaroundDots answer={answer} />
              </CardBody>
            </Card>
            <Counts answer={answer} readerId={readerId} />
          </div>
        )}
      </QueryContent>
    </>
  );
}

const mostNamed = 4;

function Counts({ answer, readerId }: { answer: OwnAnswer; readerId: string }) {
  const { from, to, assessments, withNextSteps, students, placed, notYet, waiting, oldestWaiting } = answer;
  const weeks = Math.max(1, (daysBetween(from, to) + 1) / 7);
  const list = ratingsHref("/dashboard/clinical-supervisor/analytics", { evaluatorId: readerId, from, to });
  const rest = notYet.length - mostNamed;
  return (
    <Card aria-labelledby="own-title">
      <CardHeader divided title={strings.ownTitle} titleId="own-title" />
      <dl className="divide-y divide-separator">
        <Line label={strings.signed} note={strings.aWeek((assessments / weeks).toFixed(1))} value={assessments} />
        <Line
          label={strings.nextSteps}
          note={assessments === 0 ? null : strings.outOfTen(Math.round((withNextSteps * 10) / assessments))}
          value={strings.ofPlaced(withNextSteps, assessments)}
        />
        <Line
          label={strings.differentStudents}
          note={
            placed === 0 ? null : notYet.length === 0 ? (
              strings.everybody
            ) : (
              <>
                {strings.notYet}{" "}
                {notYet.slice(0, mostNamed).map(({ id, name }, place) => (
                  <span key={id}>
                    {place > 0 ? ", " : null}
                    <TextLink href={`/dashboard/clinical-supervisor/students/${id}`}>{name}</TextLink>
                  </span>
                ))}
                {rest > 0 ? ` ${strings.more(rest)}` : null}
              </>
            )
          }
          value={placed === 0 ? students : strings.ofPlaced(placed - notYet.length, placed)}
        />
        <Line
          label={strings.waiting}
          note={oldestWaiting ? strings.oldest(oldestWaiting.days) : strings.nothingWaiting}
          tone={oldestWaiting && oldestWaiting.days >= 7 ? "warning" : "plain"}
          value={waiting}
        />
      </dl>
      <CardFooter className="justify-start gap-x-5">
        <TextLink href={list}>{strings.seeThem}</TextLink>
        <TextLink href="/dashboard/clinical-supervisor/own-ratings">{strings.ownRatings}</TextLink>
      </CardFooter>
    </Card>
  );
}

function Line({
  label,
  value,
  note,
  tone = "plain",
}: {
  label: string;
  value: ReactNode;
  note: ReactNode;
  tone?: "plain" | "warning";
}) {
  return (
    <div className="flex items-center justify-between gap-4 px-5 py-3 max-md:px-4">
      <dt className="min-w-0">
        <span className="block text-base">{label}</span>
        {note ? (
          <span className={`num block text-sm ${tone === "warning" ? "font-medium text-warning" : "text-muted"}`}>
            {note}
          </span>
        ) : null}
      </dt>
      <dd className="num shrink-0 text-md font-semibold">{value}</dd>
    </div>
  );
}
