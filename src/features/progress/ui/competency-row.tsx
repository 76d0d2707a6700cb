"use client";

import type { Assignment } from "#src/features/progress/schema.ts";
import { isCompleted, statusShown } from "#src/features/progress/values.ts";
import { cn } from "#src/ui/cn.ts";
import { DateText } from "#src/ui/date-text.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { ProgressBar } from "#src/ui/progress-bar.tsx";
import { Rating } from "#src/ui/rating.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { Status } from "#src/ui/status.tsx";
import { RowButton } from "./row-button.tsx";
import { strings } from "./strings.ts";
import { useChanged } from "./use-changed.ts";
import { useWhy } from "./use-why.ts";

/** One competency: its status, level, missing requirements and due date. */
export function CompetencyRow({ assignment, assessHref }: { assignment: Assignment; assessHref?: string | undefined }) {
  const { ask } = useWhy();
  const changed = useChanged(`${assignment.status} ${assignment.progressPercentage} ${assignment.observations}`);
  return (
    <li
      className={cn(
        "relative flex items-center gap-x-4 gap-y-2 px-5 py-3 transition-colors duration-500 hover:bg-surface-secondary max-md:flex-wrap max-md:px-4",
        changed && "bg-accent-soft",
      )}
    >
      <div className="min-w-0 flex-1 max-md:w-full max-md:flex-none">
        <RowButton aria-haspopup="dialog" onClick={() => ask(assignment.id)}>
          {assignment.name}
        </RowButton>
        <p className="num flex flex-wrap gap-x-3 text-sm text-muted">
          {assignment.code ? <span className="break-all">{assignment.code}</span> : null}
          <span>{strings.observations(assignment.observations, assignment.requiredObservations)}</span>
          <When assignment={assignment} />
        </p>
      </div>
      <div className="flex w-52 min-w-0 flex-col gap-1.5 max-lg:hidden">
        <Rating
          kind={assignment.scaleKind}
          label={assignment.resultLabel}
          max={assignment.maxRating}
          target={assignment.targetRating}
          value={assignment.result}
        />
        <ProgressBar label={assignment.name} value={assignment.progressPercentage} />
      </div>
      <div className="flex w-32 shrink-0 max-md:w-auto max-md:min-w-0 max-md:flex-1 max-md:flex-wrap max-md:items-center max-md:gap-x-3 max-md:gap-y-1">
        <Status status={statusShown(assignment.status)} />
        {assignment.result === null ? null : (
          <Rating
            className="md:hidden"
            kind={assignment.scaleKind}
            label={assignment.resultLabel}
            max={assignment.maxRating}
            target={assignment.targetRating}
            value={assignment.result}
          />
        )}
      </div>
      {assessHref ? (
        <LinkButton
          aria-label={strings.assessIn(assignment.name)}
          className="relative z-10"
          href={assessHref}
          prefetch={false}
        >
          {strings.assess}
        </LinkButton>
      ) : null}
    </li>
  );
}

function When({ assignment }: { assignment: Assignment }) {
  const dates = useDates();
  if (isCompleted(assignment.status)) {
    return assignment.completionDate ? <span>{strings.completedOn(dates.day(assignment.completionDate))}</span> : null;
  }
  if (!assignment.dueOn) return <span>{strings.noDueDate}</span>;
  const isDue = dates.dueTone(assignment.dueOn) !== "plain";
  return (
    <span className={cn(isDue && "text-warning")}>
      <DateText kind="due" value={assignment.dueOn} />
    </span>
  );
}
