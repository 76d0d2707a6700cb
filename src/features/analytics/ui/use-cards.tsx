"use client";

import { useQuery } from "@tanstack/react-query";
import { UserRoundX } from "lucide-react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { UseAnswer } from "#src/features/analytics/school/schema.ts";
import { Card, CardHeader } from "#src/ui/card.tsx";
import { FigureTable } from "#src/ui/chart-frame.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ScrollBox } from "#src/ui/scroll-box.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { strings } from "./admin-strings.ts";
import { useOfProgramQuery } from "./analytics-queries.ts";
import { kindsFinding, thirdsFinding } from "./findings.ts";
import { useReportPeriod } from "./report-head.tsx";
import { Few, UseWeeks } from "./use-weeks.tsx";

/** How those who agreed to it use the program: beside what they completed, by cohort, by week and kind. */
export function UseCards() {
  const period = useReportPeriod();
  const query = useQuery(useOfProgramQuery(period));
  return (
    <QueryContent
      frame={(content) => <Card>{content}</Card>}
      query={query}
      skeleton={
        <Loading>
          <ListSkeleton rows={6} />
        </Loading>
      }
    >
      {(answer) =>
        answer.weeks.length === 0 ? (
          <Card aria-label={strings.use}>
            <EmptyState
              compact
              description={strings.fewAgreedHelp}
              icon={<UserRoundX />}
              title={strings.fewAgreed(answer.smallestGroup)}
            />
          </Card>
        ) : (
          <div className="grid gap-5">
            <div className="grid gap-5 lg:grid-cols-2 lg:items-start">
              <Kinds answer={answer} />
              {answer.thirds.length > 0 ? <Thirds answer={answer} /> : null}
              <div className={answer.thirds.length > 0 ? "lg:col-span-2" : undefined}>
                <Cohorts answer={answer} />
              </div>
            </div>
            <UseWeeks agreed={answer.agreed} period={period} weeks={answer.weeks} />
          </div>
        )
      }
    </QueryContent>
  );
}

const body = "px-5 pb-3 max-md:px-4";
const whole = (value: number) => strings.percent(Math.round(value));

function Thirds({ answer: { thirds } }: { answer: UseAnswer }) {
  return (
    <Card aria-labelledby="thirds-title">
      <CardHeader description={strings.thirdsHelp} title={thirdsFinding(thirds)} titleId="thirds-title" />
      <ScrollBox className={body} label={strings.thirds}>
        <FigureTable
          head={[strings.group, strings.students, strings.uses, strings.medianCompleted]}
          label={strings.thirds}
          rows={thirds.map(({ students, fewestUses, mostUses, medianPercentage }, place) => ({
            key: String(place),
            cells: [
              strings.thirdNames[place],
              students,
              strings.usesFromTo(fewestUses, mostUses),
              whole(medianPercentage),
            ],
          }))}
        />
      </ScrollBox>
    </Card>
  );
}

function Kinds({ answer: { kinds, agreed } }: { answer: UseAnswer }) {
  return (
    <Card aria-labelledby="kinds-title">
      <CardHeader description={strings.kindsHelp(agreed)} title={kindsFinding(kinds, agreed)} titleId="kinds-title" />
      {kinds.length > 0 ? (
        <ScrollBox className={body} label={strings.kinds}>
          <FigureTable
            head={[strings.kind, strings.students, strings.share, strings.uses]}
            label={strings.kinds}
            rows={kinds.map(({ type, count, students }) => ({
              key: type,
              cells: [
                strings.types[type],
                students ?? <Few key="students" />,
                students === null ? strings.unknown : whole((students / agreed) * 100),
                count,
              ],
            }))}
          />
        </ScrollBox>
      ) : null}
    </Card>
  );
}

function Cohorts({ answer: { cohorts, agreed, students } }: { answer: UseAnswer }) {
  return (
    <Card aria-labelledby="use-cohorts-title">
      <CardHeader
        description={strings.useHelp(agreed, students)}
        title={strings.byCohort}
        titleId="use-cohorts-title"
      />
      <ScrollBox className={body} label={strings.byCohort}>
        <FigureTable
          head={[strings.cohort, strings.agreed, strings.weekly, strings.completed]}
          label={strings.byCohort}
          rows={cohorts.map(({ id, name, agreed: own, weeklyUses, completedPercentage }) => ({
            key: id,
            cells: [
              name,
              own ?? strings.hidden,
              weeklyUses?.toFixed(1) ?? strings.unknown,
              completedPercentage === null ? (
                strings.unknown
              ) : (
                <TextLink
                  aria-label={strings.see(`${strings.completed}: ${whole(completedPercentage)}`, name)}
                  href={`/dashboard/school-admin/reports/matrix?cohort=${encodeURIComponent(id)}`}
                  key="completed"
                >
                  {whole(completedPercentage)}
                </TextLink>
              ),
            ],
          }))}
        />
      </ScrollBox>
    </Card>
  );
}
