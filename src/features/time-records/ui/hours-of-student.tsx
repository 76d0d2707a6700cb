"use client";

import { MessageSquare, TriangleAlert } from "lucide-react";
import type { TimeRecordLine } from "#src/features/time-records/schema.ts";
import { durationWords } from "#src/lib/duration-words.ts";
import { Avatar } from "#src/ui/avatar.tsx";
import { Button } from "#src/ui/button.tsx";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { cn } from "#src/ui/cn.ts";
import { useDates } from "#src/ui/reader.tsx";
import { strings } from "./strings.ts";

type HoursOfStudentProps = {
  lines: readonly TimeRecordLine[];
  /** Whether they wait for a decision: only then they can be chosen. */
  waits: boolean;
  selected: ReadonlySet<string>;
  onSelect: (ids: readonly string[], isOn: boolean) => void;
  onAsk: (record: TimeRecordLine) => void;
  onApprove: (record: TimeRecordLine) => void;
};

/** The entries of one student under their name. */
export function HoursOfStudent({ lines, waits, selected, onSelect, onAsk, onApprove }: HoursOfStudentProps) {
  const [first] = lines;
  if (!first) return null;
  const minutes = lines.reduce((sum, line) => sum + line.minutes, 0);
  const count = lines.filter(({ id }) => selected.has(id)).length;
  const isAll = count === lines.length;
  return (
    <section aria-label={first.student} className="border-b border-separator last:border-b-0">
      <h2 className="flex min-h-12 items-center gap-3 bg-surface-secondary px-5 py-2 max-md:px-4">
        {waits ? (
          <Checkbox
            checked={isAll}
            className="touch:-m-3 touch:p-3"
            hideLabel
            indeterminate={count > 0 && !isAll}
            label={strings.selectAllOf(first.student)}
            onChange={() =>
              onSelect(
                lines.map(({ id }) => id),
                !isAll,
              )
            }
          />
        ) : null}
        <Avatar name={first.student} size="xs" />
        <span className="min-w-0 truncate font-semibold">{first.student}</span>
        <span className="num shrink-0 text-sm font-normal text-muted">
          {strings.entriesOf(lines.length, durationWords(minutes))}
        </span>
      </h2>
      <ul className="divide-y divide-separator">
        {lines.map((record) => (
          <HoursRow
            isSelected={waits && selected.has(record.id)}
            key={record.id}
            onApprove={onApprove}
            onAsk={onAsk}
            onSelect={onSelect}
            record={record}
            waits={waits}
          />
        ))}
      </ul>
    </section>
  );
}

type HoursRowProps = Pick<HoursOfStudentProps, "waits" | "onSelect" | "onAsk" | "onApprove"> & {
  record: TimeRecordLine;
  isSelected: boolean;
};

function HoursRow({ record, waits, isSelected, onSelect, onAsk, onApprove }: HoursRowProps) {
  const { locale } = useDates();
  const isAdjustment = record.adjustsId !== null;
  const day = new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  }).format(new Date(`${record.day}T00:00:00Z`));
  const times = strings.fromTo(record.startTime, record.endTime);
  const hasRemark = record.remarks.length > 0;
  return (
    <li
      className={cn(
        "group relative grid items-center gap-x-4 gap-y-1 px-5 py-2.5 max-md:px-4",
        "grid-cols-[auto_minmax(0,1fr)_auto] md:min-h-12 md:grid-cols-[auto_6.5rem_7.5rem_5.5rem_6.5rem_minmax(0,1fr)_auto]",
        isSelected && "bg-accent-soft/60",
      )}
    >
      <span className="row-span-3 self-start pt-0.5 md:row-span-1 md:self-center md:pt-0">
        {waits ? (
          <Checkbox
            checked={isSelected}
            className="touch:-m-3 touch:p-3"
            hideLabel
            label={strings.selectEntry(record.student, day, times)}
            onChange={() => onSelect([record.id], !isSelected)}
          />
        ) : null}
      </span>
      <span className="num font-medium md:font-normal" suppressHydrationWarning>
        {day}
      </span>
      <span className="num max-md:order-none max-md:col-start-2">{isAdjustment ? strings.adjustment : times}</span>
      <span className={cn("num text-sm max-md:hidden", record.breakMinutes > 0 || isAdjustment ? "text-muted" : "")}>
        {isAdjustment ? null : breakWords(record)}
      </span>
      <span className="num font-medium whitespace-nowrap max-md:col-start-3 max-md:row-start-1 md:text-end">
        {durationWords(record.minutes)}
      </span>
      <span className="min-w-0 text-sm break-words max-md:col-span-2 max-md:col-start-2">
        <span className="text-muted">
          <span className="md:hidden">{isAdjustment ? null : `${breakWords(record)}. `}</span>
          {strings.placeOf(record.place ?? record.unit, record.activity)}
        </span>
        {record.remarks.map((remark) => (
          <span className="flex items-center gap-1.5 font-medium text-warning" key={remark.kind}>
            <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
            {strings.remarks[remark.kind](remark.days ?? 0)}
          </span>
        ))}
        {[record.note, record.answer, waits ? null : record.reason].map((text) =>
          text ? (
            <span className="flex items-start gap-1.5 text-muted" key={text}>
              <MessageSquare aria-hidden className="mt-0.5 size-3.5 shrink-0" />
              <span className="min-w-0">{text}</span>
            </span>
          ) : null,
        )}
      </span>
      {waits ? (
        <span
          className={cn(
            "flex gap-1.5 max-md:col-span-2 max-md:col-start-2",
            hasRemark
              ? "max-md:mt-1.5"
              : "max-md:hidden md:opacity-0 md:transition-opacity md:group-focus-within:opacity-100 md:group-hover:opacity-100",
          )}
        >
          <Button aria-label={`${strings.ask}: ${record.student}, ${day}`} onClick={() => onAsk(record)}>
            {strings.ask}
          </Button>
          <Button aria-label={`${strings.approve}: ${record.student}, ${day}`} onClick={() => onApprove(record)}>
            {strings.approve}
          </Button>
        </span>
      ) : null}
    </li>
  );
}

function breakWords({ breakMinutes }: TimeRecordLine): string {
  return breakMinutes === 0 ? strings.noBreak : strings.breakOf(breakMinutes);
}
