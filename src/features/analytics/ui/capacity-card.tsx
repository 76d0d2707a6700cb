"use client";

import { useQuery } from "@tanstack/react-query";
import { CalendarRange } from "lucide-react";
import Link from "next/link";
import { QueryContent } from "#src/client/query-content.tsx";
import type { CapacityAnswer } from "#src/features/analytics/school/schema.ts";
import { Card, CardHeader } from "#src/ui/card.tsx";
import { cn } from "#src/ui/cn.ts";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { ScrollBox } from "#src/ui/scroll-box.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { strings } from "./admin-strings.ts";
import { analyticsPaths, capacityQuery } from "./analytics-queries.ts";
import { capacityFinding, freeIn } from "./findings.ts";

type Item = CapacityAnswer["items"][number];

/** Free places of each unit, week by week, beside the students to a supervisor. */
export function CapacityCard() {
  const query = useQuery(capacityQuery());
  const dates = useDates();
  return (
    <QueryContent
      frame={(content) => <Card>{content}</Card>}
      query={query}
      skeleton={
        <Loading>
          <ListSkeleton rows={6} />
        </Loading>
      }
    >
      {(answer) => (
        <Card aria-labelledby="capacity-title">
          <CardHeader
            actions={<ExportLink href={analyticsPaths.capacity("csv")} />}
            description={answer.items.length > 0 ? strings.sitesHelp : undefined}
            divided
            title={capacityFinding(answer, dates.longDay)}
            titleId="capacity-title"
          />
          {answer.items.length === 0 ? (
            <EmptyState
              compact
              description={strings.noRotationsHelp}
              icon={<CalendarRange />}
              title={strings.noRotations}
            />
          ) : (
            <>
              <CapacityTable answer={answer} />
              <Legend items={answer.items} />
            </>
          )}
        </Card>
      )}
    </QueryContent>
  );
}

function CapacityTable({ answer: { weeks, items } }: { answer: CapacityAnswer }) {
  const dates = useDates();
  const head = "px-2 py-2 align-bottom text-xs font-medium text-muted";
  return (
    <ScrollBox label={strings.sites}>
      <table className="num w-full text-sm">
        <thead>
          <tr>
            <th className={`${head} start-0 z-1 bg-surface md:sticky ps-5 text-start max-md:ps-4`} scope="col">
              {strings.unit}
            </th>
            <th className={`${head} text-end`} scope="col">
              {strings.places}
            </th>
            <th className={`${head} max-w-24 text-end max-md:hidden`} scope="col">
              {strings.perSupervisor}
            </th>
            {weeks.map((monday) => (
              <th className={`${head} text-center last:pe-5`} key={monday} scope="col">
                <time dateTime={monday} title={dates.longDay(monday)}>
                  <span className="block">{dates.tile(monday).day}</span>
                  <span className="block">{dates.tile(monday).month}</span>
                </time>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr className="border-t border-separator" key={item.rotationId}>
              <th
                className="start-0 z-1 max-w-64 min-w-40 bg-surface py-2 ps-5 pe-2 text-start font-normal max-md:max-w-36 max-md:min-w-32 max-md:ps-4 md:sticky"
                scope="row"
              >
                <span className="block">{`${item.rotation}, ${item.unit}`}</span>
                <span className="block text-xs text-muted">{item.site}</span>
              </th>
              <td className="px-2 py-2 text-end">{item.places ?? strings.unknown}</td>
              <td className="px-2 py-2 text-end max-md:hidden">
                {item.studentsPerSupervisor?.toFixed(1) ?? strings.unknown}
              </td>
              {weeks.map((monday, week) => (
                <td className="px-1 py-2 text-center last:pe-4" key={monday}>
                  <Week item={item} monday={dates.day(monday)} week={week} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

const cell =
  "inline-flex h-7 w-12 items-center justify-center rounded-md border text-xs font-medium touch:h-11 hover:outline-2 hover:outline-accent";
const looks = {
  free: "border-border bg-surface text-foreground",
  full: "border-transparent bg-(--lvl-2) text-(--lvl-2-fg)",
  over: "border-transparent bg-danger text-danger-foreground",
  placed: "border-dashed border-border text-muted",
};

function Week({ item, week, monday }: { item: Item; week: number; monday: string }) {
  const placed = item.placed[week];
  if (placed === null || placed === undefined)
    return (
      <span className="text-muted" title={strings.notRunning}>
        {strings.unknown}
      </span>
    );
  const { look, text, words } = stateOf(freeIn(item, week), placed);
  return (
    <Link
      aria-label={strings.cellOf(`${item.rotation}, ${item.unit}`, monday, words)}
      className={cn(cell, looks[look])}
      href={`/dashboard/school-admin/rotations/${item.rotationId}`}
      prefetch={false}
    >
      {text}
    </Link>
  );
}

function stateOf(free: number | null, placed: number): { look: keyof typeof looks; text: string; words: string } {
  if (free === null) return { look: "placed", text: String(placed), words: strings.placedWords(placed) };
  if (free < 0) return { look: "over", text: strings.over(-free), words: strings.overWords(-free) };
  if (free === 0) return { look: "full", text: strings.full, words: strings.fullWords };
  return { look: "free", text: String(free), words: strings.freeWords(free) };
}

function Legend({ items }: { items: readonly Item[] }) {
  const hasUnlimited = items.some(({ places }) => places === null);
  const entries = [
    { look: "free", text: "4", label: strings.freeLegend },
    { look: "full", text: strings.full, label: strings.fullLegend },
    { look: "over", text: strings.over(3), label: strings.overLegend },
    ...(hasUnlimited ? [{ look: "placed", text: "6", label: strings.placedLegend } as const] : []),
  ] as const;
  return (
    <ul className="num flex flex-wrap gap-x-5 gap-y-2 border-t border-separator px-5 py-3 text-xs text-muted max-md:px-4">
      {entries.map(({ look, text, label }) => (
        <li className="flex items-center gap-2" key={look}>
          <span
            aria-hidden
            className={cn("inline-flex h-6 w-10 items-center justify-center rounded-md border", looks[look])}
          >
            {text}
          </span>
          {label}
        </li>
      ))}
    </ul>
  );
}
