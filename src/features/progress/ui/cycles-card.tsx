"use client";

import { ChevronRight, CircleCheck, Hourglass } from "lucide-react";
import type { CompetencyAnswer, Renewal } from "#src/features/progress/schema.ts";
import { Card, CardHeader } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { competencyStrings as strings } from "./competency-strings.ts";
import { levelWords } from "./level-words.ts";

type Cycle = Renewal["cycles"][number];
type Scale = CompetencyAnswer["scale"];

/** The completions that were renewed or expired, the latest first, each with what it rested on. */
export function CyclesCard({ renewal, scale }: { renewal: Renewal; scale: Scale }) {
  return (
    <Card>
      <CardHeader description={strings.cyclesHelp} divided title={strings.cycles} />
      <ol className="divide-y divide-separator">
        {renewal.cycles.map((cycle) => (
          <li key={cycle.number}>
            <CycleRow cycle={cycle} scale={scale} />
          </li>
        ))}
      </ol>
    </Card>
  );
}

function CycleRow({ cycle, scale }: { cycle: Cycle; scale: Scale }) {
  const dates = useDates();
  const isExpired = cycle.ended === "EXPIRED";
  const Icon = isExpired ? Hourglass : CircleCheck;
  const completed = dates.longDay(cycle.completedOn);
  const ended = dates.longDay(cycle.endedOn);
  return (
    <details className="group">
      <summary className="flex min-h-13 cursor-pointer list-none items-center gap-3 px-5 py-3 outline-none hover:bg-surface-secondary focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus max-md:px-4 [&::-webkit-details-marker]:hidden">
        <Icon aria-hidden className={isExpired ? "size-4.5 shrink-0 text-warning" : "size-4.5 shrink-0 text-success"} />
        <span className="num min-w-0 flex-1" suppressHydrationWarning>
          <span className="block font-medium">
            {cycle.result === null
              ? strings.completedOn(completed)
              : strings.completedWith(completed, levelWords(scale, cycle.result, cycle.resultLabel))}
          </span>
          <span className="block text-sm text-muted">
            {`${cycle.way ?? strings.firstCompletion} · ${isExpired ? strings.expiredOn(ended) : strings.renewedOn(ended)}`}
          </span>
        </span>
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 text-muted transition-transform group-open:rotate-90 rtl:-scale-x-100"
        />
      </summary>
      <div className="border-t border-separator bg-surface-secondary px-5 py-3 text-sm max-md:px-4">
        <p className="text-muted">
          {cycle.used.length === 0 ? strings.restedOnNone : strings.restsOn(cycle.used.length)}
        </p>
        {cycle.used.length > 0 && !cycle.isHeld ? <p className="mt-1 text-warning">{strings.notHeld}</p> : null}
        <ul className="mt-1 flex flex-col">
          {cycle.used.map((line) => (
            <li className="num flex flex-wrap items-center gap-x-3 gap-y-0.5 py-1.5" key={line.assessmentId}>
              <span className="min-w-0 flex-1 basis-48">
                {levelWords(scale, line.value, line.valueLabel)}
                <span className="block text-muted">
                  {`${line.evaluators.join(", ")}, `}
                  <DateText kind="longDay" value={line.observedAt} />
                </span>
              </span>
              <TextLink
                aria-label={strings.openOf(dates.longDay(line.observedAt))}
                href={`/assessment/${line.assessmentId}`}
              >
                {strings.open}
              </TextLink>
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}
