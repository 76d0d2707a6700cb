"use client";

import { useQuery } from "@tanstack/react-query";
import { Circle, Diamond } from "lucide-react";
import type { ReactNode } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { Summary } from "#src/features/analytics/schema.ts";
import type { PredictionsAnswer } from "#src/features/predictions/schema.ts";
import type { HistoryAnswer } from "#src/features/progress/schema.ts";
import { historyQuery } from "#src/features/progress/ui/progress-queries.ts";
import { Card, CardBody, CardFooter, CardHeader } from "#src/ui/card.tsx";
import { FigureTable } from "#src/ui/chart-frame.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { ChartFrame, Legend } from "./chart-frame.tsx";
import { type ChartRow, chartRows, tableRows } from "./chart-rows.ts";
import { finishTitle, noForecastReason, paceOf, paceSentence } from "./findings.ts";
import type { ForecastDrawingProps } from "./forecast-drawing.tsx";
import { forecastQuery } from "./own-progress-queries.ts";
import { strings } from "./own-progress-strings.ts";
import { useProgressReader } from "./progress-reader.ts";

const height = "min-h-[272px]";

const ForecastDrawing = loadLater<ForecastDrawingProps>(
  () => import("./forecast-drawing.tsx").then((file) => file.ForecastDrawing),
  { standIn: () => <Skeleton className="size-full rounded-ctl" /> },
);

/** Completed, planned and expected over time, with the three days at which each ends. */
export function ForecastCard({ studentId, summary }: { studentId: string; summary: Summary }) {
  const history = useQuery(historyQuery(studentId));
  const predictions = useQuery(forecastQuery(studentId));
  const isReady = history.data !== undefined && predictions.data !== undefined;
  return (
    <Card aria-labelledby="forecast-title" className="flex flex-col">
      <QueryContent
        query={{
          ...history,
          data: isReady ? { history: history.data, predictions: predictions.data } : undefined,
          error: history.error ?? predictions.error,
          refetch: () => Promise.all([history.refetch(), predictions.refetch()]),
        }}
        skeleton={<Skeleton className="m-5 h-[452px] rounded-ctl" />}
      >
        {(data) => <Content {...data} summary={summary} />}
      </QueryContent>
    </Card>
  );
}

type ContentProps = { history: HistoryAnswer; predictions: PredictionsAnswer; summary: Summary };

function Content({ history, predictions, summary }: ContentProps) {
  const dates = useDates();
  const { words, howHref } = useProgressReader();
  const { completed = 0, total = 0 } = summary.completion ?? {};
  const today = summary.to;
  const [prediction] = predictions.items;
  const forecast = completed < total ? (prediction?.forecast ?? null) : null;
  const planEndsOn = summary.pace?.planEndsOn ?? null;
  const rows = chartRows({ ...history, forecast, total, from: summary.from, today });
  const title = finishTitle({ evenOn: forecast?.evenOn ?? null, planEndsOn }, completed >= total, dates.longDay, words);
  const pace = paceOf(history.points, today);
  const days = <Days forecast={forecast} isDone={completed >= total} planEndsOn={planEndsOn} />;
  return (
    <>
      <CardHeader
        description={forecast ? strings.overTimeHelp : strings.overTimeHelpWithoutForecast}
        title={title}
        titleId="forecast-title"
      />
      <CardBody className="flex flex-1 flex-col gap-4 pt-0">
        <div className="max-md:order-last">{days}</div>
        {rows.length < 2 ? (
          <p className={`grid place-items-center text-center text-muted ${height}`}>{strings.tooEarly}</p>
        ) : (
          <ChartFrame
            chart={
              <div aria-label={strings.overTimeLabel(title, completed, total)} className="size-full" role="img">
                <ForecastDrawing {...{ rows, total, completed, today, planEndsOn, forecast }} />
              </div>
            }
            height={height}
            legend={<Legend marks={marksOf(forecast !== null, history.plan.length > 0)} />}
            table={<Table label={title} rows={tableRows(rows, today)} />}
          />
        )}
      </CardBody>
      <CardFooter>
        <p className="num max-w-[58ch] min-w-0 text-pretty">
          {forecast
            ? paceSentence(pace, words)
            : completed < total
              ? noForecastReason(pace, prediction !== undefined, words)
              : words.allDone(total)}
          {forecast && predictions.coverage
            ? ` ${strings.coverage(predictions.coverage.students, predictions.coverage.byLater)}`
            : null}
        </p>
        <TextLink className="touch:py-3" href={howHref}>
          {strings.how}
        </TextLink>
      </CardFooter>
    </>
  );
}

function marksOf(hasForecast: boolean, hasPlan: boolean) {
  const line = (style: string) => <span className={`w-4 border-t-2 ${style}`} />;
  return [
    { mark: line("border-accent"), words: strings.completed },
    ...(hasPlan ? [{ mark: line("border-dashed border-(--chart-pace)"), words: strings.plan }] : []),
    ...(hasForecast
      ? [
          { mark: line("border-dotted border-accent"), words: strings.even },
          { mark: <span className="h-3 w-4 rounded-[3px] bg-accent/20" />, words: strings.upTo },
        ]
      : []),
  ];
}

function Days({
  forecast,
  isDone,
  planEndsOn,
}: {
  forecast: { evenOn: string; laterOn: string } | null;
  isDone: boolean;
  planEndsOn: string | null;
}) {
  const day = (value: string | null | undefined, otherwise: string) =>
    value ? <DateText kind="longDay" value={value} /> : <span className="font-normal text-muted">{otherwise}</span>;
  return (
    <dl className="grid rounded-card bg-surface-secondary max-md:divide-y max-md:divide-separator max-md:bg-transparent md:auto-cols-fr md:grid-flow-col md:px-4 md:py-3">
      <Day icon={<Diamond className="size-3.5 text-(--chart-pace)" />} label={strings.planEnds}>
        {day(planEndsOn, strings.noPlanShort)}
      </Day>
      {isDone ? null : (
        <>
          <Day icon={<Circle className="size-3 fill-accent text-accent" />} label={strings.evenChance}>
            {day(forecast?.evenOn, strings.noForecast)}
          </Day>
          <Day icon={<Circle className="size-3 text-accent" strokeWidth={4} />} label={strings.fourInFive}>
            {day(forecast?.laterOn, strings.noForecast)}
          </Day>
        </>
      )}
    </dl>
  );
}

function Day({ icon, label, children }: { icon: ReactNode; label: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[1rem_minmax(0,1fr)] items-center gap-x-3 max-md:grid-cols-[1rem_minmax(0,1fr)_auto] max-md:py-2.5">
      <span aria-hidden className="inline-flex justify-center md:row-span-2">
        {icon}
      </span>
      <dt className="text-sm text-muted max-md:text-base">{label}</dt>
      <dd className="num text-base font-semibold">{children}</dd>
    </div>
  );
}

function Table({ label, rows }: { label: string; rows: readonly ChartRow[] }) {
  const dates = useDates();
  const shown = (value: number | null) => (value === null ? strings.unknown : String(Math.round(value)));
  return (
    <FigureTable
      head={[strings.when, strings.completed, strings.plan, strings.even]}
      label={label}
      rows={rows.map((row) => ({
        key: row.date,
        cells: [
          dates.day(row.date),
          shown(row.completed),
          shown(row.planned),
          shown(row.completed === null ? row.even : null),
        ],
      }))}
    />
  );
}
