"use client";

import type { OwnAnswer } from "#src/features/analytics/school/schema.ts";
import { ChartFrame, FigureTable } from "#src/ui/chart-frame.tsx";
import { arrangeDots } from "./arrange-dots.ts";
import { daysOf, turnaroundFinding } from "./findings.ts";
import { strings } from "./supervisor-strings.ts";

const height = 220;
const axis = 28;

/** One dot a request by the days until it was answered, with the reader's own median and, of five or more, the others'. */
export function TurnaroundDots({ answer }: { answer: OwnAnswer }) {
  const { answered, medianHours, others } = answer;
  if (answered === 0 || medianHours === null) return null;
  const { columns, each, last } = arrangeDots(answer.answers);
  const own = daysOf(medianHours);
  const theirs = others ? daysOf(others.medianHours) : null;
  /** A column is a day: its start is the hour at which the day begins. */
  const place = (hours: number) => `${(Math.min(hours / 24, last + 1) / (last + 1)) * 100}%`;
  return (
    <ChartFrame
      height={height}
      legend={
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
          <li className="flex items-center gap-1.5 font-medium text-foreground">
            <span aria-hidden className="h-3 border-s-2 border-accent" />
            {strings.you(own)}
          </li>
          <li className="flex items-center gap-1.5">
            {others && theirs !== null ? (
              <>
                <span aria-hidden className="h-3 border-s-2 border-dashed border-(--chart-pace)" />
                {strings.others(others.people, theirs)}
              </>
            ) : (
              strings.noOthers
            )}
          </li>
          {each > 1 ? <li>{strings.eachDot(each)}</li> : null}
        </ul>
      }
      summary={strings.dots(answered, turnaroundFinding(answer))}
      table={
        <FigureTable
          head={[strings.daysUntil, strings.requests]}
          label={strings.turnaround}
          rows={[...answer.answers]
            .sort((a, b) => a.days - b.days)
            .map(({ days, times }) => ({
              key: String(days),
              cells: [days === 0 ? strings.sameDay : String(days), times],
            }))}
        />
      }
    >
      <div aria-hidden className="relative size-full">
        <div className="absolute inset-x-0 top-2" style={{ bottom: axis }}>
          {theirs === null ? null : (
            <span
              className="absolute inset-y-0 border-s-2 border-dashed border-(--chart-pace)"
              style={{ insetInlineStart: place(others?.medianHours ?? 0) }}
            />
          )}
          <span
            className="absolute inset-y-0 border-s-2 border-accent"
            style={{ insetInlineStart: place(medianHours) }}
          />
        </div>
        <div
          className="num absolute inset-0 grid items-end text-center text-xs text-muted"
          style={{ gridTemplateColumns: `repeat(${last + 1}, minmax(0, 1fr))` }}
        >
          {columns.map(({ days, dots, isOpen }) => (
            <div className="flex flex-col items-center" key={days}>
              <span className="flex flex-col-reverse items-center gap-1 pb-1.5">
                {dots.map((dot) => (
                  <span className="size-2.5 rounded-full bg-accent" key={dot} />
                ))}
              </span>
              <span className="flex w-full justify-center border-t border-border pt-1.5" style={{ height: axis }}>
                {isOpen ? strings.orMore(days) : days}
              </span>
            </div>
          ))}
        </div>
      </div>
    </ChartFrame>
  );
}
