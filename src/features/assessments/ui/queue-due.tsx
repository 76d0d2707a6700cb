"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { ChevronDown, EyeOff } from "lucide-react";
import { useId, useState } from "react";
import type { QueueLine, QueueStudent } from "#src/features/assessments/schema.ts";
import { Avatar } from "#src/ui/avatar.tsx";
import { Button } from "#src/ui/button.tsx";
import { cn } from "#src/ui/cn.ts";
import { useDates } from "#src/ui/reader.tsx";
import { rowControl } from "#src/ui/use-row-keys.ts";
import type { WorkLine } from "./assessment-queries.ts";
import { centreQuery, noCentreFilters } from "./centre-queries.ts";
import { AssessButton, DueText, MenuSpace } from "./queue-rows.tsx";
import { queueStrings as strings } from "./queue-strings.ts";

type DueStudentProps = {
  student: QueueStudent;
  /** The first of what is due for the student. */
  lines: readonly QueueLine[];
  isOpen: boolean;
  onToggle: () => void;
  onHide: () => void;
  /** Whether the page's primary button is in here. */
  isFirst: boolean;
};

/** A student with what is due for them, open or folded. */
export function DueStudent({ student, lines, isOpen, onToggle, onHide, isFirst }: DueStudentProps) {
  const content = useId();
  const hide = (className: string) => (
    <Button
      aria-label={strings.notSeenWhom(student.studentName)}
      className={className}
      icon={<EyeOff aria-hidden />}
      onClick={onHide}
      variant="ghost"
    >
      {strings.notSeen}
    </Button>
  );
  return (
    <li data-student-id={student.studentId} data-student-name={student.studentName}>
      <div className="relative flex items-center gap-3 px-5 py-3 max-md:px-4" data-row="">
        <Avatar name={student.studentName} />
        <div className="min-w-0 flex-1">
          <h3 className="font-medium">
            <button
              {...rowControl}
              aria-controls={isOpen ? content : undefined}
              aria-expanded={isOpen}
              className="w-full rounded-sm text-start outline-none after:absolute after:inset-0 focus-visible:after:rounded-ctl focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
              onClick={onToggle}
              type="button"
            >
              {student.studentName}
            </button>
          </h3>
          <p className="num text-sm text-muted" suppressHydrationWarning>
            <FirstDue student={student} />
          </p>
        </div>
        {isOpen ? hide("relative z-10 max-md:hidden") : null}
        <ChevronDown
          aria-hidden
          className={cn("size-5 shrink-0 text-muted transition-transform duration-150", !isOpen && "-rotate-90")}
        />
      </div>
      {isOpen ? (
        <div className="pb-3" id={content}>
          <DueLines isFirst={isFirst} lines={lines} student={student} />
          <div className="px-4 pt-2 md:hidden">{hide("w-full border-border")}</div>
        </div>
      ) : null}
    </li>
  );
}

function FirstDue({ student: { due, firstDueOn } }: { student: QueueStudent }) {
  const dates = useDates();
  const words = dates.due(firstDueOn);
  const lower = words.charAt(0).toLocaleLowerCase(dates.locale) + words.slice(1);
  const isLate = dates.daysFromToday(firstDueOn) < 0;
  const isCounted = /^\d/.test(lower);
  const single = isCounted ? strings.onlyIs(lower) : lower;
  const several = isLate ? (isCounted ? strings.oldestIs(lower) : strings.oldestWas(lower)) : strings.first(lower);
  return `${strings.studentDue(due)}, ${due === 1 ? single : several}`;
}

/** The first lines come with the queue; the others are loaded when they are asked for. */
function DueLines({ student, lines, isFirst }: Pick<DueStudentProps, "student" | "lines" | "isFirst">) {
  const [wantsAll, setWantsAll] = useState(false);
  const all = useInfiniteQuery({
    ...centreQuery({ ...noCentreFilters, tab: "due", student: student.studentId }),
    enabled: wantsAll,
  });
  const loaded = wantsAll ? all.data?.pages.flatMap(({ items }) => items) : undefined;
  const shown: readonly WorkLine[] = loaded ?? lines;
  const more = student.due - shown.length;
  return (
    <>
      <ul>
        {shown.map((line, index) => (
          <li className="flex items-center gap-3 py-1 ps-16 pe-5 max-md:px-4" data-row="" key={line.competencyId}>
            <div className="min-w-0 flex-1">
              <p className="line-clamp-2">{line.competencyName}</p>
              {line.dueOn ? <DueText className="text-sm md:hidden" dueOn={line.dueOn} /> : null}
            </div>
            {line.dueOn ? <DueText className="w-44 shrink-0 text-sm max-md:hidden" dueOn={line.dueOn} /> : null}
            <AssessButton isFirst={isFirst && index === 0} line={line} />
            <MenuSpace />
          </li>
        ))}
      </ul>
      {more > 0 ? (
        <div className="ps-16 pe-5 pt-2 max-md:px-4">
          <Button
            aria-label={strings.moreOf(more, student.studentName)}
            loading={wantsAll && all.isFetching}
            onClick={() => (wantsAll ? void all.fetchNextPage() : setWantsAll(true))}
          >
            {strings.more(more)}
          </Button>
        </div>
      ) : null}
    </>
  );
}
