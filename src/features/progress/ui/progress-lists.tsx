"use client";

import { CalendarCheck, ClipboardList } from "lucide-react";
import type { Activity, Deadline } from "#src/features/progress/schema.ts";
import { Avatar } from "#src/ui/avatar.tsx";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { cn } from "#src/ui/cn.ts";
import { DateText } from "#src/ui/date-text.tsx";
import { DateTile } from "#src/ui/date-tile.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { Rating } from "#src/ui/rating.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { statusWord } from "#src/ui/status.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { RowButton } from "./row-button.tsx";
import { strings } from "./strings.ts";
import { useWhy } from "./use-why.ts";

const shownAtMost = 6;
const rowStyle =
  "relative flex min-h-16 items-center gap-3 px-5 py-2.5 transition-colors duration-150 hover:bg-surface-secondary max-md:px-4";

/** The recent assessments, with assessor and level. A row opens the explanation of its level. */
export function RecentAssessments({ activities, allHref }: { activities: readonly Activity[]; allHref?: string }) {
  const { askByCompetency } = useWhy();
  return (
    <Card>
      <CardHeader
        actions={allHref && activities.length > 0 ? <TextLink href={allHref}>{strings.viewAll}</TextLink> : null}
        divided
        title={strings.recentAssessments}
      />
      {activities.length === 0 ? (
        <EmptyState
          compact
          description={allHref ? strings.noAssessmentsHelp : strings.noAssessmentsHelpStaff}
          icon={<ClipboardList />}
          title={strings.noAssessments}
        />
      ) : (
        <CardList>
          {activities.slice(0, shownAtMost).map((activity) => (
            <li className={rowStyle} key={activity.id}>
              <Avatar name={activity.evaluator || strings.severalAssessors} />
              <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-1.5">
                <div className="min-w-0 max-md:w-full md:flex-1">
                  <RowButton
                    aria-haspopup="dialog"
                    className="line-clamp-2"
                    onClick={() => askByCompetency(activity.competencyId)}
                  >
                    {activity.competencyName}
                  </RowButton>
                  <p className="text-sm text-muted">
                    {strings.by(activity.evaluator || strings.severalAssessors)}
                    <DateText value={activity.date} />
                  </p>
                </div>
                <Rating
                  className="md:w-56"
                  kind={activity.scaleKind}
                  label={activity.ratingLabel}
                  max={activity.maxRating}
                  target={activity.targetRating}
                  value={activity.rating}
                />
              </div>
            </li>
          ))}
        </CardList>
      )}
    </Card>
  );
}

/** The next due dates, soonest first; amber only if due within a week or late. */
export function UpcomingDeadlines({ deadlines }: { deadlines: readonly Deadline[] }) {
  const { ask } = useWhy();
  const dates = useDates();
  return (
    <Card>
      <CardHeader divided title={strings.dueDates} />
      {deadlines.length === 0 ? (
        <EmptyState
          compact
          description={strings.noDeadlinesHelp}
          icon={<CalendarCheck />}
          title={strings.noDeadlines}
        />
      ) : (
        <CardList>
          {deadlines.slice(0, shownAtMost).map((deadline) => {
            const isDue = dates.dueTone(deadline.dueOn) !== "plain";
            const days = dates.daysFromToday(deadline.dueOn);
            // Further away, the words would only repeat the date of the tile.
            const isNear = Math.abs(days) < 7;
            return (
              <li className={rowStyle} key={deadline.assignmentId}>
                <DateTile tone={isDue ? "warning" : "plain"} value={deadline.dueOn} />
                <div className="min-w-0 flex-1">
                  <RowButton aria-haspopup="dialog" className="line-clamp-2" onClick={() => ask(deadline.assignmentId)}>
                    {deadline.competencyName}
                  </RowButton>
                  {!isNear && days < 0 ? <p className="text-sm text-warning">{statusWord("OVERDUE")}</p> : null}
                  {isNear ? (
                    <p className={cn("text-sm text-muted", isDue && "text-warning")}>
                      <DateText kind="due" value={deadline.dueOn} />
                    </p>
                  ) : null}
                </div>
              </li>
            );
          })}
        </CardList>
      )}
    </Card>
  );
}
