"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import type { TimeRecordLine } from "#src/features/time-records/schema.ts";
import { addDays } from "#src/lib/day.ts";
import { durationWords } from "#src/lib/duration-words.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardFooter, CardHeader, CardList } from "#src/ui/card.tsx";
import { IconButton } from "#src/ui/icon-button.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { Status } from "#src/ui/status.tsx";
import { strings } from "./strings.ts";
import { byDay } from "./week.ts";

type HoursWeekProps = {
  monday: string;
  today: string;
  records: readonly TimeRecordLine[];
  isLoading: boolean;
  onWeekChange: (monday: string) => void;
  /** Absent where the reader only reads. */
  onEdit?: (record: TimeRecordLine) => void;
  onAdjust?: (record: TimeRecordLine) => void;
};

/** One week of hours by day, with what was asked about them. */
export function HoursWeek({ monday, today, records, isLoading, onWeekChange, onEdit, onAdjust }: HoursWeekProps) {
  const dates = useDates();
  const sunday = addDays(monday, 6);
  const isCurrent = today <= sunday;
  const sum = records.filter(({ status }) => status !== "NOT_APPROVED").reduce((all, { minutes }) => all + minutes, 0);
  return (
    <Card aria-labelledby="week-title" className={isLoading ? "opacity-60" : ""}>
      <CardHeader
        actions={
          <span className="flex gap-1">
            <IconButton
              icon={<ChevronLeft aria-hidden className="rtl:-scale-x-100" />}
              label={strings.previousWeek}
              onClick={() => onWeekChange(addDays(monday, -7))}
            />
            <IconButton
              disabled={isCurrent}
              icon={<ChevronRight aria-hidden className="rtl:-scale-x-100" />}
              label={strings.nextWeek}
              onClick={() => onWeekChange(addDays(monday, 7))}
            />
          </span>
        }
        divided
        title={
          <>
            {isCurrent ? strings.thisWeek : strings.week}
            <span className="num ms-2 font-normal text-muted" suppressHydrationWarning>
              {strings.fromTo(dates.day(monday), dates.day(sunday))}
            </span>
          </>
        }
        titleId="week-title"
      />
      {records.length === 0 ? (
        <p className="px-5 py-8 text-center text-base text-muted">{strings.emptyWeek}</p>
      ) : (
        <CardList>
          {byDay(records).map(([day, lines]) => (
            <li className="grid grid-cols-[2.5rem_minmax(0,1fr)] gap-x-4 px-5 py-3.5 max-md:px-4" key={day}>
              <DayTile day={day} isToday={day === today} />
              <ul className="min-w-0 divide-y divide-separator">
                {lines.map((record) => (
                  <HoursEntry
                    key={record.id}
                    record={record}
                    {...(onEdit ? { onEdit } : {})}
                    {...(onAdjust ? { onAdjust } : {})}
                  />
                ))}
              </ul>
            </li>
          ))}
        </CardList>
      )}
      <CardFooter className="num">
        <span>{isCurrent ? strings.weekSoFar : strings.weekInAll}</span>
        <span className="font-semibold text-foreground">{durationWords(sum)}</span>
      </CardFooter>
    </Card>
  );
}

function DayTile({ day, isToday }: { day: string; isToday: boolean }) {
  const { locale } = useDates();
  const date = new Date(`${day}T00:00:00Z`);
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" }).format(date);
  return (
    <time
      className={`num flex flex-col items-center leading-5 ${isToday ? "text-accent" : ""}`}
      dateTime={day}
      suppressHydrationWarning
    >
      <span className="text-xs">{weekday}</span>
      <span className="text-md font-semibold">{date.getUTCDate()}</span>
    </time>
  );
}

type HoursEntryProps = {
  record: TimeRecordLine;
  onEdit?: ((record: TimeRecordLine) => void) | undefined;
  onAdjust?: ((record: TimeRecordLine) => void) | undefined;
};

function HoursEntry({ record, onEdit, onAdjust }: HoursEntryProps) {
  const isAdjustment = record.adjustsId !== null;
  const times = strings.fromTo(record.startTime, record.endTime);
  return (
    <li className="py-2.5 first:pt-0 last:pb-0">
      <div className="flex items-start justify-between gap-3">
        <div className="num min-w-0">
          <p className="font-medium">{isAdjustment ? strings.adjustment : times}</p>
          <p className="text-sm break-words text-muted">
            {isAdjustment
              ? strings.adjusts(record.startTime, record.endTime)
              : strings.placeOf(record.place ?? record.unit, record.activity)}
          </p>
          {record.note ? <p className="text-sm break-words text-muted">{record.note}</p> : null}
        </div>
        <div className="flex shrink-0 flex-col items-end gap-1.5">
          <span className="num">{durationWords(record.minutes)}</span>
          <Status status={record.status} />
        </div>
      </div>
      <Reply record={record} />
      <Acts isAdjustment={isAdjustment} onAdjust={onAdjust} onEdit={onEdit} record={record} />
    </li>
  );
}

/** What the supervisor asked, or why they refused, and what was answered. */
function Reply({ record }: { record: TimeRecordLine }) {
  const { reason, decidedBy, answer, status } = record;
  if (!reason || (status !== "NEEDS_INFO" && status !== "NOT_APPROVED")) return null;
  return (
    <div className="mt-2 rounded-ctl bg-surface-secondary px-3 py-2.5 text-sm break-words">
      <p>
        {decidedBy ? <span className="font-semibold">{strings.asks(decidedBy)} </span> : null}
        {reason}
      </p>
      {answer ? (
        <p className="mt-1 text-muted">
          <span className="font-semibold">{strings.yourAnswer} </span>
          {answer}
        </p>
      ) : null}
    </div>
  );
}

const editWords = {
  DRAFT: strings.checkAndSend,
  NEEDS_INFO: strings.answer,
  NOT_APPROVED: strings.changeAndSend,
} as const;

function Acts({ record, isAdjustment, onEdit, onAdjust }: HoursEntryProps & { isAdjustment: boolean }): ReactNode {
  const { status } = record;
  if (status === "APPROVED" && !isAdjustment && onAdjust) {
    return (
      <Button className="-ms-2 -mb-1 h-8 px-2 text-sm text-muted" onClick={() => onAdjust(record)} variant="ghost">
        {strings.adjust}
      </Button>
    );
  }
  if (!onEdit || status === "PENDING" || status === "APPROVED") return null;
  return (
    <Button block className="mt-2" onClick={() => onEdit(record)}>
      {isAdjustment ? strings.sendAgain : editWords[status]}
    </Button>
  );
}
