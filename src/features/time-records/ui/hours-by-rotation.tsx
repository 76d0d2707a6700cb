"use client";

import { Hourglass } from "lucide-react";
import type { HoursAnswer } from "#src/features/time-records/schema.ts";
import { durationWords } from "#src/lib/duration-words.ts";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { HoursBar } from "./hours-bar.tsx";
import { strings } from "./strings.ts";

type HoursByRotationProps = { rotations: HoursAnswer["rotations"]; emptyHelp: string; actions?: React.ReactNode };

/** The hours of one student by rotation, the latest first. */
export function HoursByRotation({ rotations, emptyHelp, actions }: HoursByRotationProps) {
  const dates = useDates();
  return (
    <Card aria-labelledby="hours-by-rotation">
      <CardHeader
        actions={actions}
        description={strings.byRotationHelp}
        divided
        title={strings.byRotation}
        titleId="hours-by-rotation"
      />
      {rotations.length === 0 ? (
        <EmptyState compact description={emptyHelp} icon={<Hourglass />} title={strings.noRotations} />
      ) : (
        <CardList>
          {rotations.map((line) => (
            <li className="px-5 py-3.5 max-md:px-4" key={line.rotationId}>
              <p className="flex flex-wrap items-baseline justify-between gap-x-4">
                <span className="font-medium">{line.rotation}</span>
                <span className="num text-sm text-muted" suppressHydrationWarning>
                  {strings.fromTo(dates.day(line.startsOn), dates.day(line.endsOn))}
                </span>
              </p>
              <p className="num mb-2 text-sm text-muted">{sumWords(line)}</p>
              <HoursBar {...line} label={strings.barLabel(line.rotation)} legend />
            </li>
          ))}
        </CardList>
      )}
    </Card>
  );
}

/** "286 h approved of 420 h needed". */
export function sumWords(line: { approvedMinutes: number; requiredMinutes: number | null }): string {
  const approved = durationWords(line.approvedMinutes);
  return line.requiredMinutes === null
    ? strings.approvedOnly(approved)
    : strings.approvedOf(approved, durationWords(line.requiredMinutes));
}
