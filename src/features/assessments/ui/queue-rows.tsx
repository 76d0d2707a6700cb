"use client";

import type { ReactNode } from "react";
import type { QueueLine } from "#src/features/assessments/schema.ts";
import { Avatar } from "#src/ui/avatar.tsx";
import { cn } from "#src/ui/cn.ts";
import { LinkButton } from "#src/ui/link-button.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { rowControl } from "#src/ui/use-row-keys.ts";
import { hrefOf, type WorkLine } from "./assessment-queries.ts";
import { queueStrings as strings } from "./queue-strings.ts";
import { RequestMenuLater } from "./request-menu-later.tsx";

/** A request's last days are amber. */
const soonDays = 3;

export function DraftRow({ line, isFirst }: { line: QueueLine; isFirst: boolean }) {
  const dates = useDates();
  const state = strings.draftState(line.hasLevel, line.hasWords);
  return (
    <PersonRow
      facts={[dates.relative(line.since), state]}
      line={line}
      onPhone={state}
      trailing={
        <LinkButton
          {...rowControl}
          aria-label={strings.continueWhom(line.studentName, line.competencyName)}
          className="w-24"
          href={hrefOf(line)}
          prefetch={isFirst}
          variant={isFirst ? "primary" : "secondary"}
        >
          {strings.continueDraft}
        </LinkButton>
      }
      withoutMenu
    />
  );
}

/** What else can be done with a request; the page that knows how to decline one passes `onDecline`. */
export type RequestActs = { onDecline?: ((line: QueueLine) => void) | undefined };

export function RequestRow({ line, isFirst, onDecline }: { line: QueueLine; isFirst: boolean } & RequestActs) {
  const dates = useDates();
  const asked = strings.asked(-dates.daysFromToday(line.since), dates.time(line.since));
  const isSoon = line.answerBy !== null && dates.daysFromToday(line.answerBy) <= soonDays;
  const answerBy = line.answerBy ? (
    <span className={isSoon ? "font-medium text-warning" : ""}>{strings.answerBy(dates.day(line.answerBy))}</span>
  ) : null;
  const happened = line.happenedAt
    ? dates.daysFromToday(line.happenedAt) === 0
      ? strings.happenedToday(dates.time(line.happenedAt))
      : strings.happened(`${dates.day(line.happenedAt)}, ${dates.time(line.happenedAt)}`)
    : null;
  return (
    <PersonRow
      facts={[asked, isSoon ? answerBy : (happened ?? answerBy)]}
      line={line}
      onPhone={isSoon ? answerBy : asked}
      trailing={
        <>
          <AssessButton isFirst={isFirst} line={line} />
          <RequestMenuLater line={line} onDecline={onDecline} />
        </>
      }
    />
  );
}

/** A colleague asks for the reader's view of a student. */
export function FeedbackRow({ line, isFirst }: { line: QueueLine; isFirst: boolean }) {
  const dates = useDates();
  const asked = strings.asked(-dates.daysFromToday(line.since), dates.time(line.since));
  return (
    <PersonRow
      facts={[asked, line.happenedAt ? strings.happened(dates.day(line.happenedAt)) : null]}
      line={line}
      onPhone={asked}
      trailing={
        <LinkButton
          {...rowControl}
          aria-label={strings.giveWhom(line.studentName, line.competencyName)}
          className="w-24"
          href={hrefOf(line)}
          prefetch={isFirst}
          variant={isFirst ? "primary" : "secondary"}
        >
          {strings.give}
        </LinkButton>
      }
      withoutMenu
    />
  );
}

export function AssessButton({ line, isFirst }: { line: WorkLine; isFirst: boolean }) {
  return (
    <LinkButton
      {...rowControl}
      aria-label={strings.assessWhom(line.studentName, line.competencyName)}
      className="w-24"
      href={hrefOf(line)}
      prefetch={isFirst}
      variant={isFirst ? "primary" : "secondary"}
    >
      {strings.assess}
    </LinkButton>
  );
}

function PersonRow({
  line,
  facts,
  onPhone,
  trailing,
  withoutMenu = false,
}: {
  line: QueueLine;
  facts: readonly [ReactNode, ReactNode];
  /** The one fact that a phone has room for. */
  onPhone: ReactNode;
  trailing: ReactNode;
  withoutMenu?: boolean;
}) {
  return (
    <li className="flex items-center gap-3 px-5 py-3 max-md:px-4" data-row="" data-student-id={line.studentId}>
      <Avatar name={line.studentName} />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{line.studentName}</p>
        <p className="line-clamp-2 text-sm text-muted max-md:text-foreground">{line.competencyName}</p>
        <p className="num text-sm text-muted md:hidden" suppressHydrationWarning>
          {onPhone}
        </p>
      </div>
      <div className="num w-44 shrink-0 text-sm text-muted max-md:hidden" suppressHydrationWarning>
        <p>{facts[0]}</p>
        <p>{facts[1]}</p>
      </div>
      {trailing}
      {withoutMenu ? <MenuSpace /> : null}
    </li>
  );
}

/** Where other rows have a menu, so that the buttons stand below each other. */
export function MenuSpace() {
  return <span aria-hidden className="w-8 shrink-0 max-md:hidden" />;
}

/** When a line is due; amber within a week and when late. */
export function DueText({ dueOn, className }: { dueOn: string; className?: string }) {
  const dates = useDates();
  return (
    <span
      className={cn("num", dates.dueTone(dueOn) === "plain" ? "text-muted" : "text-warning", className)}
      suppressHydrationWarning
    >
      {dates.due(dueOn)}
    </span>
  );
}
