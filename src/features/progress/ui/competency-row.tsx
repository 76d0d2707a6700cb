"use client";

import { ChevronRight, Send } from "lucide-react";
import type { Assignment } from "#src/features/progress/schema.ts";
import { isCompleted } from "#src/features/progress/values.ts";
import { cn } from "#src/ui/cn.ts";
import { DateTile } from "#src/ui/date-tile.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { Rating } from "#src/ui/rating.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { strings } from "./strings.ts";
import { isToRenew, type ToDoGroup, toDoDayOf } from "./to-do.ts";
import { useAskedWords } from "./use-asked-words.ts";
import { useChanged } from "./use-changed.ts";

/** A student asks for an assessment, a supervisor makes one. */
export type RowAct = { kind: "ask" | "assess"; href: string };

type CompetencyRowProps = {
  assignment: Assignment;
  group: ToDoGroup;
  /** The competency's page, which the whole row opens. */
  href: string;
  act?: RowAct | undefined;
  /** The one that is to be done first: its act is the page's primary one. */
  isFirst: boolean;
};

/** One competency: its day, its name, what matters about the day, and what is missing. */
export function CompetencyRow({ assignment, group, href, act, isFirst }: CompetencyRowProps) {
  const dates = useDates();
  const askedWords = useAskedWords();
  const changed = useChanged(`${assignment.status} ${assignment.progressPercentage} ${assignment.observations}`);
  const day = group === "completed" ? assignment.completionDate : toDoDayOf(assignment);
  const when = whenOf(assignment, group, day, dates.daysFromToday);
  const hasLevel = group === "inProgress" || group === "completed";
  return (
    <li
      className={cn(
        "relative flex items-center gap-x-4 gap-y-2 px-5 py-3 transition-colors duration-500 hover:bg-surface-secondary max-md:gap-x-3 max-md:px-4",
        changed && "bg-accent-soft",
      )}
    >
      {day ? <DateTile tone={when?.tone ?? "plain"} value={day} /> : <NoDate />}
      <div className="min-w-0 flex-1">
        <RowLink className="text-balance" href={href}>
          {assignment.name}
        </RowLink>
        {when ? <p className={cn("num text-sm font-medium", toneClass[when.tone])}>{when.words}</p> : null}
        {assignment.asked ? (
          <p className="flex items-center gap-1.5 text-sm text-muted" suppressHydrationWarning>
            <Send aria-hidden className="size-3.5 shrink-0" />
            {askedWords(assignment.asked)}
          </p>
        ) : assignment.missing ? (
          <p className="num text-sm text-muted">{assignment.missing}</p>
        ) : null}
        {hasLevel && assignment.result !== null ? (
          <RowRating assignment={assignment} className="mt-1 lg:hidden" />
        ) : null}
      </div>
      <div className="w-60 shrink-0 max-lg:hidden">
        {assignment.result === null ? null : <RowRating assignment={assignment} />}
      </div>
      <Act act={act} assignment={assignment} group={group} isFirst={isFirst} />
    </li>
  );
}

const toneClass = { plain: "text-muted", warning: "text-warning", danger: "text-danger" } as const;

function RowRating({ assignment, className }: { assignment: Assignment; className?: string }) {
  return (
    <Rating
      kind={assignment.scaleKind}
      label={assignment.resultLabel}
      max={assignment.maxRating}
      target={assignment.targetRating}
      value={assignment.result}
      {...(className === undefined ? {} : { className })}
    />
  );
}

/** Of the size of a DateTile. */
function NoDate() {
  return (
    <span className="inline-flex size-11 shrink-0 items-center justify-center rounded-ctl border border-dashed border-border text-2xs text-muted">
      <span aria-hidden>–</span>
      <span className="sr-only">{strings.noDueDate}</span>
    </span>
  );
}

function Act({ assignment, group, act, isFirst }: Omit<CompetencyRowProps, "href">) {
  const isUrgent = group === "overdue" || group === "dueSoon";
  const isOffered =
    act?.kind === "ask"
      ? isUrgent && assignment.asked === null
      : act?.kind === "assess" && (!isCompleted(assignment.status) || assignment.expiresSoon);
  if (!act || !isOffered)
    return <ChevronRight aria-hidden className="size-4 shrink-0 text-muted rtl:-scale-x-100 print:hidden" />;
  const isAsk = act.kind === "ask";
  return (
    <LinkButton
      aria-label={isAsk ? strings.askFor(assignment.name) : strings.assessIn(assignment.name)}
      className="relative z-10"
      href={act.href}
      prefetch={false}
      variant={isAsk && isFirst ? "primary" : "secondary"}
    >
      {isAsk ? strings.ask : strings.assess}
    </LinkButton>
  );
}

/** Words only where the day matters: late, due soon, about to expire. */
function whenOf(
  assignment: Assignment,
  group: ToDoGroup,
  day: string | null,
  daysUntil: (day: string) => number,
): { words: string; tone: "plain" | "warning" | "danger" } | null {
  const isDue = isToRenew(assignment);
  if (isDue && day === null) return { words: strings.expired, tone: "danger" };
  if (isDue && day !== null && daysUntil(day) < 0)
    return { words: strings.expiredAgo(-daysUntil(day)), tone: "danger" };
  if (day === null || (group !== "overdue" && group !== "dueSoon")) return null;
  const days = daysUntil(day);
  if (isDue) return { words: strings.expiresIn(days), tone: days < 14 ? "warning" : "plain" };
  if (group === "overdue") return { words: strings.daysLate(Math.max(1, -days)), tone: "danger" };
  return { words: strings.dueIn(days), tone: days < 7 ? "warning" : "plain" };
}
