"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import type { UseAnswer } from "#src/features/analytics/school/schema.ts";
import { interactionTypes } from "#src/features/analytics/values.ts";
import { Card, CardHeader } from "#src/ui/card.tsx";
import { FigureTable } from "#src/ui/chart-frame.tsx";
import { cn } from "#src/ui/cn.ts";
import { ExportLink } from "#src/ui/export-link.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { ScrollBox } from "#src/ui/scroll-box.tsx";
import { strings } from "./admin-strings.ts";
import { analyticsPaths, weekQuery } from "./analytics-queries.ts";
import { engagementFinding } from "./findings.ts";

type Part = UseAnswer["weeks"][number];
const noWeek = { from: "", to: "" };

/** Use by week and kind, newest first; a week opens to its days. */
export function UseWeeks({ weeks, agreed, period }: { weeks: readonly Part[]; agreed: number; period: string }) {
  const dates = useDates();
  const [open, setOpen] = useState<string | null>(null);
  const opened = weeks.find(({ from }) => from === open);
  const days = useQuery(weekQuery(opened ?? noWeek, opened !== undefined));
  const types = interactionTypes.filter((type) => weeks.some(({ byType }) => byType.some((one) => one.type === type)));
  const figuresOf = ({ byType, students }: Part) => [
    students ?? <Few key="students" />,
    ...types.map((type) => byType.find((one) => one.type === type)?.count ?? 0),
    byType.reduce((sum, { count }) => sum + count, 0),
  ];
  return (
    <Card aria-labelledby="weeks-title">
      <CardHeader
        actions={<ExportLink href={analyticsPaths.use(period, "csv")} />}
        description={strings.byWeekHelp}
        title={engagementFinding(weeks, agreed)}
        titleId="weeks-title"
      />
      <ScrollBox className="px-5 pb-3 max-md:px-4" label={strings.byWeek}>
        <FigureTable
          head={[strings.week, strings.students, ...types.map((type) => strings.types[type]), strings.total]}
          label={strings.byWeek}
          rows={weeks.toReversed().flatMap((week) => [
            {
              key: week.from,
              cells: [
                <WeekButton
                  isOpen={week === opened}
                  key="week"
                  name={dates.day(week.from)}
                  onPress={() => setOpen(week === opened ? null : week.from)}
                />,
                ...figuresOf(week),
              ],
            },
            ...(week === opened ? (days.data?.weeks ?? []) : []).map((day) => ({
              key: `day ${day.from}`,
              cells: [
                <span className="ps-6 whitespace-nowrap text-muted" key="day">
                  {dates.day(day.from)}
                </span>,
                ...figuresOf(day),
              ],
            })),
          ])}
        />
        {opened && days.isError ? (
          <p className="py-2 text-sm text-danger" role="alert">
            {strings.weekFailed}
          </p>
        ) : null}
      </ScrollBox>
    </Card>
  );
}

/** One to four students. */
export function Few() {
  return <span title={strings.fewHelp}>{strings.few}</span>;
}

function WeekButton({ name, isOpen, onPress }: { name: string; isOpen: boolean; onPress: () => void }) {
  return (
    <button
      aria-expanded={isOpen}
      aria-label={strings.showDays(name)}
      className="-ms-1 inline-flex min-h-6 items-baseline gap-1.5 rounded-md px-1 text-start whitespace-nowrap hover:text-accent touch:py-3"
      onClick={onPress}
      type="button"
    >
      <ChevronRight
        aria-hidden
        className={cn(
          "size-4 shrink-0 self-center transition-transform duration-150 rtl:-scale-x-100",
          isOpen && "rotate-90",
        )}
      />
      {name}
    </button>
  );
}
