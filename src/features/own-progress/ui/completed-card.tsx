"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { Assignment } from "#src/features/progress/schema.ts";
import { assignmentsQuery } from "#src/features/progress/ui/progress-queries.ts";
import { isCompleted } from "#src/features/progress/values.ts";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { Rating } from "#src/ui/rating.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { strings } from "./own-progress-strings.ts";

const shownAtMost = 4;
const competenciesHref = "/dashboard/student/competencies";

/** The latest completions with the level reached; each opens its competency and so its evidence. */
export function CompletedCard({ studentId }: { studentId: string }) {
  const assignments = useQuery(assignmentsQuery(studentId));
  return (
    <Card aria-labelledby="completed-title">
      <CardHeader
        actions={<TextLink href={competenciesHref}>{strings.viewAll}</TextLink>}
        divided
        title={strings.completedLately}
        titleId="completed-title"
      />
      <QueryContent query={assignments} skeleton={<Skeleton className="m-5 h-[300px] rounded-ctl" />}>
        {(all) => <Latest assignments={latest(all)} />}
      </QueryContent>
    </Card>
  );
}

function latest(assignments: readonly Assignment[]): Assignment[] {
  return assignments
    .filter(({ status, completionDate }) => isCompleted(status) && completionDate !== null)
    .sort((a, b) => (b.completionDate ?? "").localeCompare(a.completionDate ?? ""))
    .slice(0, shownAtMost);
}

function Latest({ assignments }: { assignments: readonly Assignment[] }) {
  if (assignments.length === 0)
    return (
      <EmptyState
        compact
        description={strings.noneCompletedHelp}
        icon={<CircleCheck />}
        title={strings.noneCompleted}
      />
    );
  return (
    <CardList>
      {assignments.map((one) => (
        <li
          className="grid grid-cols-[1.25rem_minmax(0,1fr)_auto] items-start gap-x-3 px-5 py-3 max-md:px-4"
          key={one.id}
        >
          <CircleCheck aria-hidden className="mt-1 size-4.5 text-success" />
          <span className="min-w-0">
            <TextLink
              className="line-clamp-2 text-base text-foreground"
              href={`${competenciesHref}/${encodeURIComponent(one.id)}`}
            >
              {one.name}
            </TextLink>
            <Rating
              kind={one.scaleKind}
              label={one.resultLabel}
              max={one.maxRating}
              target={one.targetRating}
              value={one.result}
            />
          </span>
          {one.completionDate ? (
            <DateText className="py-0.5 text-sm text-muted" kind="day" value={one.completionDate} />
          ) : null}
        </li>
      ))}
    </CardList>
  );
}
