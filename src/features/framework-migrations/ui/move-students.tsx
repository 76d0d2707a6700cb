"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useDeferredValue, useState } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { MigrationAnswer, MigrationStudent } from "#src/features/framework-migrations/schema.ts";
import { type StudentFilter, studentFilters } from "#src/features/framework-migrations/values.ts";
import { Card } from "#src/ui/card.tsx";
import { cn } from "#src/ui/cn.ts";
import { LoadMore } from "#src/ui/load-more.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { studentsQuery } from "./migration-queries.ts";
import { filterWords, strings } from "./strings.ts";
import { StudentRow } from "./student-row.tsx";

type MoveStudentsProps = {
  move: MigrationAnswer;
  aside?: ReactNode;
  leftOut?: ReadonlySet<string>;
  onLeaveOut?: (studentId: string, isOut: boolean) => void;
  /** What can be done with a student whose move is over. */
  actOf?: (student: MigrationStudent) => ReactNode;
};

/** The students of a move: four figures as filters, and rows that open. */
export function MoveStudents({ move, aside, leftOut, onLeaveOut, actOf }: MoveStudentsProps) {
  const [filter, setFilter] = useState<StudentFilter | null>(null);
  const [search, setSearch] = useState("");
  const { states, status } = move;
  const version = `${status} ${states.moved} ${states.undone} ${states.undoing}`;
  const query = useInfiniteQuery(studentsQuery(move.id, { filter, search: useDeferredValue(search) }, version));
  return (
    <>
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-4">
        {studentFilters.map((one) => (
          <Figure
            isOn={filter === one}
            key={one}
            label={filterWords[one].label}
            note={filterWords[one].note}
            onPress={() => setFilter(filter === one ? null : one)}
            total={move.studentsTotal}
            value={move.figures[one]}
          />
        ))}
      </div>
      <div className={cn("grid items-start gap-5", aside && "lg:grid-cols-[minmax(0,2.5fr)_minmax(0,1fr)]")}>
        <div className="flex min-w-0 flex-col gap-4">
          <SearchField label={strings.find} onValueChange={setSearch} placeholder={strings.findHint} value={search} />
          <QueryContent
            query={query}
            skeleton={
              <Loading>
                <ListSkeleton rows={5} />
              </Loading>
            }
          >
            {({ pages }) => {
              const items = pages.flatMap((page) => page.items);
              return (
                <Card
                  aria-busy={query.isPlaceholderData || undefined}
                  className={query.isPlaceholderData ? "opacity-60 transition-opacity duration-150" : ""}
                >
                  {items.length === 0 ? <p className="px-5 py-8 text-center text-muted">{strings.none}</p> : null}
                  <ul className="divide-y divide-separator">
                    {items.map((student) => (
                      <StudentRow
                        act={actOf?.(student)}
                        isLeftOut={leftOut?.has(student.studentId) ?? false}
                        key={student.studentId}
                        onLeaveOut={onLeaveOut}
                        student={student}
                        version={move.to.version}
                      />
                    ))}
                  </ul>
                  {items.length > 0 ? (
                    <LoadMore
                      hasMore={query.hasNextPage}
                      loading={query.isFetchingNextPage}
                      onLoadMore={() => query.fetchNextPage()}
                      shown={items.length}
                      total={filter === null && search === "" ? move.studentsTotal : undefined}
                    />
                  ) : null}
                </Card>
              );
            }}
          </QueryContent>
        </div>
        {aside}
      </div>
    </>
  );
}

type FigureProps = { label: string; note: string; value: number; total: number; isOn: boolean; onPress: () => void };

function Figure({ label, note, value, total, isOn, onPress }: FigureProps) {
  return (
    <button
      aria-pressed={isOn}
      className={cn(
        "flex min-w-0 flex-col items-start rounded-card border bg-surface p-5 text-start shadow-1 max-md:p-4",
        isOn ? "border-accent ring-1 ring-accent" : "border-border hover:bg-surface-secondary",
      )}
      onClick={onPress}
      type="button"
    >
      <span className="text-sm text-muted">{label}</span>
      <span className="num mt-1.5 flex items-baseline gap-x-1.5">
        <span className="text-kpi font-semibold tracking-tight">{value}</span>
        <span className="text-md text-muted">{strings.of(total)}</span>
      </span>
      <span className="mt-1.5 text-xs text-muted">{note}</span>
    </button>
  );
}
