"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { MoreLines } from "#src/client/paged-card.tsx";
import { QueryContent } from "#src/client/query-content.tsx";
import type { PredictionLine, PredictionsAnswer } from "#src/features/predictions/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardFooter, CardHeader } from "#src/ui/card.tsx";
import { type Column, DataTable } from "#src/ui/data-table/data-table.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { Person } from "#src/ui/person.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { Segmented } from "#src/ui/segmented.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { Advisory } from "./advisory.tsx";
import { ChanceRange } from "./chance-range.tsx";
import { type PredictionScope, predictionsQuery } from "./prediction-queries.ts";
import { SeeToDialog } from "./see-to-dialog-later.tsx";
import { ReopenButton, SeenTo } from "./seen-to-later.tsx";
import { strings } from "./strings.ts";

type AtRiskTableProps = {
  scope: Omit<PredictionScope, "studentId" | "flagged">;
  /** The address of a student's page, without the id that follows. */
  basePath: "/dashboard/school-admin/students" | "/dashboard/clinical-supervisor/students";
  modelHref: string;
};

/**
 * Students who may not finish in time: the chance, why, what would change it, and what to do; a hint and no judgement.
 * Those whom somebody has seen to are listed apart.
 */
export function AtRiskTable({ scope, basePath, modelHref }: AtRiskTableProps) {
  const [flags, setFlags] = useQueryState("flags", flagsParser);
  const [seeing, setSeeing] = useState<PredictionLine | null>(null);
  const query = useInfiniteQuery(
    predictionsQuery({ ...scope, flagged: "true", seenTo: flags === "seen" ? "true" : "false" }),
  );
  return (
    <>
      <QueryContent
        frame={(content) => <Card>{content}</Card>}
        query={query}
        skeleton={
          <Loading>
            <ListSkeleton rows={4} />
          </Loading>
        }
      >
        {({ pages }) => {
          const [first] = pages;
          const students = pages.flatMap(({ items }) => items);
          return first ? (
            <Card aria-labelledby="at-risk-title">
              <CardHeader
                actions={<TextLink href={modelHref}>{strings.howWorkedOut}</TextLink>}
                description={students.length > 0 ? strings.lowestFirst : undefined}
                title={titleOf(first, students.length, flags)}
                titleId="at-risk-title"
              />
              {first.isOn ? <Advisory /> : null}
              {first.isOn && (first.seenTo > 0 || flags === "seen") ? (
                <div className="flex px-5 py-3 max-md:px-4">
                  <Segmented
                    label={strings.whichFlags}
                    onValueChange={(value) => void setFlags(value)}
                    options={[
                      { value: "open", label: strings.toSeeTo },
                      { value: "seen", label: strings.seenToCount(first.seenTo) },
                    ]}
                    value={flags}
                  />
                </div>
              ) : null}
              {students.length === 0 ? (
                <EmptyState compact icon={<CircleCheck />} {...emptyOf(first, flags)} />
              ) : (
                <DataTable
                  className="[&>div:not(:last-child)]:px-4 [&>div]:rounded-none [&>div]:border-x-0 [&>div]:border-b-0 [&>div]:shadow-none"
                  columns={columnsOf(basePath, flags, setSeeing)}
                  label={titleOf(first, students.length, flags)}
                  rowKey={({ studentId }) => studentId}
                  rows={students}
                />
              )}
              {query.hasNextPage ? <MoreLines query={query} shown={students.length} /> : null}
              <NotListed answer={first} basePath={basePath} />
            </Card>
          ) : null;
        }}
      </QueryContent>
      <SeeToDialog onClose={() => setSeeing(null)} student={seeing} />
    </>
  );
}

type Flags = "open" | "seen";
const flagsParser = parseAsStringLiteral(["open", "seen"]).withDefault("open");

function titleOf({ isOn, seenTo }: PredictionsAnswer, count: number, flags: Flags): string {
  if (!isOn) return strings.switchedOff;
  if (flags === "seen") return strings.seenToTitle(seenTo);
  return count > 0 ? strings.atRisk(count) : seenTo > 0 ? strings.allSeenTo : strings.nobodyAtRisk;
}

function emptyOf({ isOn, seenTo }: PredictionsAnswer, flags: Flags): { title: string; description: string } {
  if (!isOn) return { title: strings.off, description: strings.switchHelp };
  if (flags === "seen") return { title: strings.nobodySeenTo, description: strings.nobodySeenToHelp };
  return { title: seenTo > 0 ? strings.allSeenTo : strings.nobodyAtRisk, description: strings.nobodyAtRiskHelp };
}

function columnsOf(
  basePath: AtRiskTableProps["basePath"],
  flags: Flags,
  onSee: (line: PredictionLine) => void,
): Column<PredictionLine>[] {
  return [
    {
      id: "student",
      header: strings.student,
      phone: "title",
      cell: (line) => (
        <Person
          link={<RowLink href={`${basePath}/${line.studentId}`}>{line.studentName}</RowLink>}
          meta={line.studentNumber}
          name={line.studentName}
          picture={line.picture}
        />
      ),
    },
    {
      id: "chance",
      header: strings.chance,
      cell: ({ risk }) =>
        risk?.chance ? <ChanceRange chance={risk.chance} /> : <span className="text-sm">{strings.byRule}</span>,
    },
    { id: "why", header: strings.why, cell: ({ risk }) => <Lines lines={risk?.reasons ?? []} /> },
    flags === "seen"
      ? {
          id: "seen",
          header: strings.seenTo,
          cell: ({ risk }) => (risk?.seenTo ? <SeenTo seenTo={risk.seenTo} /> : null),
        }
      : { id: "change", header: strings.change, cell: ({ changes }) => <Lines lines={changes} /> },
    {
      id: "act",
      header: strings.planAssessments,
      hideHeader: true,
      align: "end",
      cell: (line) => (
        <div className="flex flex-wrap items-center justify-end gap-2 xl:flex-col xl:items-stretch">
          <LinkButton
            aria-label={strings.planAssessmentsOf(line.studentName)}
            className="relative z-10"
            href={`${basePath}/${line.studentId}`}
          >
            {strings.planAssessments}
          </LinkButton>
          {flags === "seen" ? (
            <ReopenButton studentId={line.studentId} studentName={line.studentName} />
          ) : (
            <Button
              aria-haspopup="dialog"
              aria-label={strings.seeToOf(line.studentName)}
              className="relative z-10"
              onClick={() => onSee(line)}
            >
              {strings.seeTo}
            </Button>
          )}
        </div>
      ),
    },
  ];
}

function Lines({ lines }: { lines: readonly { kind: string; text: string }[] }) {
  return (
    <ul className="num space-y-1 text-sm">
      {lines.map(({ kind, text }) => (
        <li key={kind}>{text}</li>
      ))}
    </ul>
  );
}

/** Those of whom there is too little evidence are named and never ranked. */
function NotListed({ answer, basePath }: { answer: PredictionsAnswer; basePath: string }) {
  const { unknown, others, isOn } = answer;
  if (!isOn || (unknown.length === 0 && others === 0)) return null;
  return (
    <CardFooter className="justify-start gap-x-2">
      {others > 0 ? <span>{strings.notListed(others)}</span> : null}
      {unknown.length > 0 ? (
        <span>
          {strings.unknown(unknown.length)}{" "}
          {unknown.map(({ studentId, studentName }, place) => (
            <span key={studentId}>
              {place > 0 ? ", " : null}
              <TextLink href={`${basePath}/${studentId}`}>{studentName}</TextLink>
            </span>
          ))}
        </span>
      ) : null}
    </CardFooter>
  );
}
