"use client";

import { CircleCheck } from "lucide-react";
import { useState } from "react";
import type { JobKind } from "#src/features/jobs/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardHeader } from "#src/ui/card.tsx";
import { cn } from "#src/ui/cn.ts";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { durationOf } from "./durations.ts";
import { jobsStrings as strings } from "./jobs-strings.ts";

/** The kinds that are at work, and on request all that are known. */
export function KindsSection({ kinds }: { kinds: readonly JobKind[] }) {
  const [showsAll, setShowsAll] = useState(false);
  const busy = kinds.filter(isBusy);
  const shown = showsAll ? kinds : busy;
  return (
    <Card aria-label={strings.kinds}>
      <CardHeader
        actions={
          busy.length < kinds.length ? (
            <Button aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
              {showsAll ? strings.showBusy : strings.showAll(kinds.length)}
            </Button>
          ) : undefined
        }
        description={strings.kindsHelp}
        divided
        title={strings.kinds}
      />
      {shown.length === 0 ? (
        <EmptyState compact description={strings.noneBusyHelp} icon={<CircleCheck />} title={strings.noneBusy} />
      ) : (
        <div className="@container">
          <table className="w-full text-sm">
            <thead className="sr-only @2xl:not-sr-only @2xl:table-header-group">
              <tr className="text-xs text-muted">
                <th className="px-5 py-2 text-start font-medium" scope="col">
                  {strings.kind}
                </th>
                {columns.map(({ name }) => (
                  <th className="px-3 py-2 text-end font-medium last:pe-5" key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((kind) => (
                <KindRow key={kind.job} kind={kind} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

function isBusy({ waiting, running, failed, perMinute }: JobKind): boolean {
  return waiting + running + failed + perMinute.completed + perMinute.retried + perMinute.failed > 0;
}

type Figure = { name: string; value: (kind: JobKind) => number; isWrong?: boolean; isRate?: boolean };
const columns: readonly Figure[] = [
  { name: strings.waiting, value: ({ waiting }) => waiting },
  { name: strings.running, value: ({ running }) => running },
  { name: strings.failed, value: ({ failed }) => failed, isWrong: true },
  { name: strings.perMinute, value: ({ perMinute }) => perMinute.completed, isRate: true },
  { name: strings.retriedPerMinute, value: ({ perMinute }) => perMinute.retried, isRate: true },
  { name: strings.failedPerMinute, value: ({ perMinute }) => perMinute.failed, isRate: true, isWrong: true },
];

/** Where there is no room for columns, the name and below it the figures that are not zero. */
function KindRow({ kind }: { kind: JobKind }) {
  return (
    <tr className="block border-t border-separator px-4 py-2.5 first:border-t-0 @2xl:table-row @2xl:px-0 @2xl:first:border-t">
      <th
        className="block min-w-0 text-start font-medium break-words @2xl:table-cell @2xl:border-t @2xl:border-separator @2xl:px-5 @2xl:py-2.5"
        scope="row"
      >
        {kind.job}
      </th>
      {columns.map((column) => (
        <Cell column={column} key={column.name} kind={kind} />
      ))}
    </tr>
  );
}

function Cell({ column: { name, value, isWrong = false, isRate = false }, kind }: { column: Figure; kind: JobKind }) {
  const figure = value(kind);
  const oldest = name === strings.waiting ? kind.oldestWaitingSeconds : null;
  return (
    <td
      className={cn(
        "num me-4 text-muted @2xl:table-cell @2xl:border-t @2xl:border-separator @2xl:px-3 @2xl:py-2.5 @2xl:text-end @2xl:last:pe-5",
        figure === 0 ? "hidden" : "inline-block @2xl:text-foreground",
        figure > 0 && isWrong && "font-medium text-danger @2xl:text-danger",
      )}
    >
      <span aria-hidden className="@2xl:hidden">
        {name}{" "}
      </span>
      {figure === 0 ? strings.none : isRate ? strings.rate(figure) : figure.toLocaleString("en")}
      {oldest === null ? null : (
        <span className="ms-1 text-xs text-muted @2xl:ms-0 @2xl:block">{strings.waitsFor(durationOf(oldest))}</span>
      )}
    </td>
  );
}
