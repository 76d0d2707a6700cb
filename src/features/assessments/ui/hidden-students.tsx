"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "#src/ui/button.tsx";
import { Card } from "#src/ui/card.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { queueQuery } from "./assessment-queries.ts";
import { queueStrings as strings } from "./queue-strings.ts";
import { useHideStudent } from "./use-hide-student.ts";

/** Whom the supervisor has hidden until the next morning. */
export function HiddenStudents() {
  const dates = useDates();
  const { show } = useHideStudent();
  const hidden = useInfiniteQuery(queueQuery()).data?.pages[0]?.hidden ?? [];
  if (hidden.length === 0) return null;
  return (
    <Card>
      <ul className="divide-y divide-separator">
        {hidden.map((student) => {
          const isToday = dates.daysFromToday(student.until) === 0;
          const day = isToday ? strings.today : dates.relative(student.until).toLocaleLowerCase(dates.locale);
          return (
            <li className="flex items-center gap-3 px-5 py-3 max-md:px-4" key={student.studentId}>
              <div className="min-w-0 flex-1">
                <p className="font-medium">{strings.hiddenNow(student.studentName)}</p>
                <p className="num text-sm text-muted" suppressHydrationWarning>
                  {strings.hiddenUntil(student.due, day, dates.time(student.until))}
                </p>
              </div>
              <Button aria-label={strings.showWhom(student.studentName)} onClick={() => show.mutate(student)}>
                {strings.show}
              </Button>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
