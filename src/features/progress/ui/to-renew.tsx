"use client";

import { useQuery } from "@tanstack/react-query";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { cn } from "#src/ui/cn.ts";
import { DateTile } from "#src/ui/date-tile.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { studentRenewalsQuery } from "./progress-queries.ts";
import { RowButton } from "./row-button.tsx";
import { strings } from "./strings.ts";
import { useWhy } from "./use-why.ts";

/** What expires soon, or has expired, the first at the top; nothing where there is nothing to renew. */
export function ToRenew({ studentId }: { studentId: string }) {
  const renewals = useQuery(studentRenewalsQuery(studentId));
  const { ask } = useWhy();
  const dates = useDates();
  const items = renewals.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Card>
      <CardHeader description={strings.toRenewHelp} divided title={strings.toRenew} />
      <CardList>
        {items.map(({ assignmentId, competencyName, expiresOn }) => {
          const days = dates.daysFromToday(expiresOn);
          const isUrgent = days < 14;
          return (
            <li
              className="relative flex min-h-16 items-center gap-3 px-5 py-2.5 transition-colors duration-150 hover:bg-surface-secondary max-md:px-4"
              key={assignmentId}
            >
              <DateTile tone={days < 0 ? "danger" : isUrgent ? "warning" : "plain"} value={expiresOn} />
              <div className="min-w-0 flex-1">
                <RowButton aria-haspopup="dialog" className="line-clamp-2" onClick={() => ask(assignmentId)}>
                  {competencyName}
                </RowButton>
                <p className={cn("num text-sm", days < 0 ? "text-danger" : isUrgent ? "text-warning" : "text-muted")}>
                  {days < 0 ? strings.expiredAgo(-days) : strings.expiresIn(days)}
                </p>
              </div>
            </li>
          );
        })}
      </CardList>
    </Card>
  );
}
