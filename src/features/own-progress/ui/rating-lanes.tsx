"use client";

import Link from "next/link";
import { type KeyboardEvent, useRef, useState } from "react";
import type { RatingLine } from "#src/features/analytics/school/schema.ts";
import type { Band } from "#src/features/analytics/values.ts";
import { daysBetween } from "#src/lib/day.ts";
import { cn } from "#src/ui/cn.ts";
import { useDates } from "#src/ui/reader.tsx";
import { strings } from "./own-progress-strings.ts";
import { levelOf } from "./rating-rows.tsx";

type RatingLanesProps = {
  /** From the highest lane. */
  counts: readonly { band: Band; count: number }[];
  /** Newest first, as the API lists them. */
  lines: readonly RatingLine[];
  from: string;
  to: string;
  onOpen: (band: Band) => void;
};

/** Three lanes of dots over time. One stop of the keyboard: the arrows go from dot to dot, Enter opens the assessment. */
export function RatingLanes({ counts, lines, from, to, onOpen }: RatingLanesProps) {
  const dates = useDates();
  const dots = [...lines].reverse();
  const [current, setCurrent] = useState(dots.length - 1);
  const list = useRef<HTMLUListElement>(null);
  const span = Math.max(1, daysBetween(from, to));
  const move = (event: KeyboardEvent) => {
    const next = nextOf(event.key, current, dots.length);
    if (next === undefined) return;
    event.preventDefault();
    setCurrent(next);
    list.current?.querySelectorAll<HTMLElement>("a")[next]?.focus();
  };
  return (
    <div className="flex h-full flex-col">
      <div className="grid min-h-0 flex-1 grid-cols-[5.5rem_minmax(0,1fr)_2.75rem] gap-x-2">
        <ul aria-hidden className="grid grid-rows-3 text-xs text-muted">
          {counts.map(({ band }) => (
            <li className="flex items-center" key={band}>
              {strings.bands[band]}
            </li>
          ))}
        </ul>
        <div className="relative">
          <div aria-hidden className="absolute inset-0 grid grid-rows-3">
            {counts.map(({ band }) => (
              <span className="flex items-center" key={band}>
                <span
                  className={cn(
                    "w-full border-t",
                    band === "at" ? "border-dashed border-(--chart-pace)" : "border-(--chart-grid)",
                  )}
                />
              </span>
            ))}
          </div>
          <ul aria-label={strings.dots} className="absolute inset-y-0 inset-x-2" onKeyDown={move} ref={list}>
            {dots.map((line, n) => {
              const lane = counts.findIndex(({ band }) => band === line.band);
              const words = strings.dot(
                dates.longDay(line.observedOn),
                line.competencyName,
                levelOf(line),
                strings.bands[line.band],
              );
              return (
                <li key={line.assessmentId}>
                  <Link
                    aria-label={words}
                    className="absolute -mt-3 -ms-3 grid size-6 place-items-center hover:z-10 focus-visible:z-10"
                    href={line.href}
                    onFocus={() => setCurrent(n)}
                    prefetch={false}
                    style={{
                      insetInlineStart: `${(daysBetween(from, line.observedOn) / span) * 100}%`,
                      top: `${((lane + 0.5) / 3) * 100}%`,
                    }}
                    tabIndex={n === current || (current >= dots.length && n === dots.length - 1) ? 0 : -1}
                    title={words}
                  >
                    <span
                      className={cn(
                        "size-2.5 rounded-full border-2 border-accent",
                        line.band === "below" ? "bg-surface" : "bg-accent",
                      )}
                    />
                  </Link>
                </li>
              );
            })}
          </ul>
        </div>
        <ul className="grid grid-rows-3">
          {counts.map(({ band, count }) => (
            <li className="flex items-center justify-end" key={band}>
              <button
                aria-haspopup="dialog"
                aria-label={`${strings.bands[band]}: ${strings.assessmentsOf(count)}`}
                className="num min-h-8 min-w-8 rounded-md px-1 text-end text-base font-semibold hover:text-accent disabled:text-muted touch:min-h-11"
                disabled={count === 0}
                onClick={() => onOpen(band)}
                type="button"
              >
                {count}
              </button>
            </li>
          ))}
        </ul>
      </div>
      <p aria-hidden className="num flex justify-between ps-26 pe-13 text-xs text-muted">
        <span>{dates.day(from)}</span>
        <span>{dates.day(to)}</span>
      </p>
    </div>
  );
}

function nextOf(key: string, current: number, count: number): number | undefined {
  switch (key) {
    case "ArrowRight":
    case "ArrowDown":
      return Math.min(count - 1, current + 1);
    case "ArrowLeft":
    case "ArrowUp":
      return Math.max(0, current - 1);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
