"use client";

import { useQuery } from "@tanstack/react-query";
import { CalendarClock, CircleCheck, Flame, TrendingUp } from "lucide-react";
import type { ProgressAnswer } from "#src/features/progress/schema.ts";
import { cn } from "#src/ui/cn.ts";
import { FigureGrid, FigureTile } from "#src/ui/figure-tile.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { deadlineCounts } from "./deadline-counts.ts";
import { weeksInARow } from "./pace.ts";
import { historyQuery } from "./progress-queries.ts";
import { strings } from "./strings.ts";
import { useChanged } from "./use-changed.ts";

const dayMs = 86_400_000;

/** Four figures. A figure that changes live is highlighted for a moment; nothing else on the page moves. */
export function StudentFigures({
  overview,
  studentId,
  assessedAt,
}: {
  overview: ProgressAnswer;
  studentId: string;
  /** The times at which this student was observed, newest first; undefined while not known. */
  assessedAt: readonly string[] | undefined;
}) {
  const dates = useDates();
  const history = useQuery(historyQuery(studentId)).data?.points ?? [];
  const { completedCompetencies: completed, totalCompetencies: total } = overview;
  const today = history.at(-1);
  const before = history.findLast(({ date }) => dates.now.getTime() - new Date(date).getTime() >= 30 * dayMs);
  const lately = completed - (before?.completed ?? 0);
  const deadlines = deadlineCounts(overview.upcomingDeadlines, dates.daysFromToday);
  const recent = assessedAt?.filter((instant) => dates.now.getTime() - new Date(instant).getTime() < 30 * dayMs);
  const weeks = weeksInARow(assessedAt ?? [], dates.now, dates.timeZone);
  const lastAssessed = assessedAt?.[0];

  return (
    <FigureGrid>
      <LiveTile
        icon={<CircleCheck />}
        label={strings.completed}
        note={lately > 0 ? strings.moreLately(lately) : strings.noneLately}
        unit={strings.ofTotal(total)}
        value={completed}
      />
      <LiveTile
        icon={<TrendingUp />}
        label={strings.overall}
        note={
          today === undefined || total === 0
            ? undefined
            : today.expected === 0
              ? strings.nothingDueByNow
              : strings.expectedByNow(percent((today.expected / total) * 100))
        }
        value={overview.progressPercentage === null ? null : percent(overview.progressPercentage)}
      />
      <LiveTile
        icon={<CalendarClock />}
        label={strings.dueSoon}
        note={
          deadlines.overdue > 0
            ? strings.overdueToo(deadlines.overdueIsCapped ? `${deadlines.overdue}+` : String(deadlines.overdue))
            : deadlines.next
              ? strings.nextDueOn(dates.longDay(deadlines.next))
              : strings.nothingDue
        }
        tone={deadlines.overdue > 0 ? "warning" : "plain"}
        value={deadlines.overdueIsCapped ? "–" : deadlines.soonIsCapped ? `${deadlines.soon}+` : deadlines.soon}
      />
      <LiveTile
        icon={<Flame />}
        label={strings.assessedLately}
        note={
          weeks > 1
            ? strings.weeksInARow(weeks)
            : lastAssessed
              ? strings.lastAssessed(dates.longDay(lastAssessed))
              : strings.neverAssessed
        }
        unit={recent === undefined ? undefined : strings.times(recent.length)}
        value={recent === undefined ? "–" : recent.length}
      />
    </FigureGrid>
  );
}

function LiveTile(props: Parameters<typeof FigureTile>[0] & { value: string | number | null }) {
  const changed = useChanged(props.value);
  return (
    <FigureTile
      {...props}
      className={cn("transition-colors duration-500", changed && "border-accent bg-accent-soft")}
    />
  );
}

function percent(value: number): string {
  return `${Math.round(value * 10) / 10}%`;
}
