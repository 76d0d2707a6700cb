"use client";

import { useQuery } from "@tanstack/react-query";
import {
  CalendarClock,
  ChevronRight,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleDot,
  ClipboardList,
  SearchX,
} from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { QueryContent } from "#src/client/query-content.tsx";
import type { Assignment } from "#src/features/progress/schema.ts";
import { shownAssignmentStatuses, statusShown } from "#src/features/progress/values.ts";
import { groupByCategory } from "#src/lib/group-by-category.ts";
import { makeMatcher } from "#src/lib/search-text.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { cn } from "#src/ui/cn.ts";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { FilterBar } from "#src/ui/filter-bar.tsx";
import { FilterSelect } from "#src/ui/filter-select.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { statusWord } from "#src/ui/status.tsx";
import { CompetencyRow, type RowAct } from "./competency-row.tsx";
import { assignmentsQuery } from "./progress-queries.ts";
import { strings } from "./strings.ts";
import { groupToDo, type ToDoGroup, toDoDayOf, toDoGroups } from "./to-do.ts";

/** ACHIEVED stands for every completed status. */
const filterableStatuses = ["NOT_STARTED", "IN_PROGRESS", "OVERDUE", "ACHIEVED", "EXPIRES_SOON", "EXPIRED"] as const;

/** The filters of a list of competencies, as they are written in the address. */
const competencyFilters = {
  q: parseAsString.withDefault(""),
  status: parseAsStringLiteral([...shownAssignmentStatuses, "EXPIRES_SOON"]),
  category: parseAsString,
};

type CompetencyListProps = {
  studentId: string;
  /** The address of a competency's own page, which a row opens. */
  hrefOf: (assignment: Assignment) => string;
  /** What the reader may do about a competency; without it a row only opens. */
  actOf?: (assignment: Assignment) => RowAct;
  emptyHelp?: string;
};

/** A student's competencies in the order of what is to be done, filtered by the address. */
export function CompetencyList({ studentId, emptyHelp = strings.newStudentHelp, ...rows }: CompetencyListProps) {
  const assignments = useQuery(assignmentsQuery(studentId));
  return (
    <QueryContent
      frame={(content) => <Card>{content}</Card>}
      query={assignments}
      skeleton={
        <Loading>
          <ListSkeleton rows={8} />
        </Loading>
      }
    >
      {(items) =>
        items.length === 0 ? (
          <Card>
            <EmptyState description={emptyHelp} icon={<ClipboardList />} title={strings.newStudentTitle} />
          </Card>
        ) : (
          <FilteredList items={items} {...rows} />
        )
      }
    </QueryContent>
  );
}

function FilteredList({ items, ...rows }: { items: Assignment[] } & RowsProps) {
  const [filters, setFilters] = useQueryStates(competencyFilters, { shallow: true, history: "replace" });
  const shown = filterAssignments(items, filters);
  const clear = () => void setFilters({ q: null, status: null, category: null });
  const categories = groupByCategory(items).map(({ category }) => category);
  return (
    <div>
      <FilterBar
        activeCount={(filters.status ? 1 : 0) + (filters.category ? 1 : 0)}
        onClear={clear}
        search={
          <SearchField
            hideLabel
            label={strings.findCompetency}
            onValueChange={(q) => void setFilters({ q: q === "" ? null : q })}
            placeholder={strings.findPlaceholder}
            value={filters.q}
          />
        }
      >
        <FilterSelect
          label={strings.status}
          none={strings.anyStatus}
          onValueChange={(status) => void setFilters({ status })}
          options={filterableStatuses.map((status) => ({ value: status, label: statusWord(status) }))}
          value={filters.status && chosenStatus(filters.status)}
        />
        <FilterSelect
          label={strings.category}
          none={strings.anyCategory}
          onValueChange={(category) => void setFilters({ category })}
          options={categories.map((category) => ({ value: category, label: category }))}
          value={filters.category}
        />
      </FilterBar>
      <p aria-live="polite" className="num mb-3 text-sm text-muted">
        {strings.shown(shown.length, items.length)}
      </p>
      {shown.length === 0 ? (
        <Card>
          <EmptyState
            actions={<Button onClick={clear}>{strings.clearFilters}</Button>}
            description={strings.noMatchesHelp}
            icon={<SearchX />}
            title={strings.noMatches}
          />
        </Card>
      ) : (
        <ToDo isFiltered={shown.length < items.length} items={shown} {...rows} />
      )}
    </div>
  );
}

type RowsProps = Pick<CompetencyListProps, "hrefOf" | "actOf">;

const groupLooks = {
  overdue: { icon: CircleAlert, tone: "text-danger" },
  dueSoon: { icon: CalendarClock, tone: "text-warning" },
  inProgress: { icon: CircleDot, tone: "text-accent" },
  notStarted: { icon: CircleDashed, tone: "text-muted" },
  completed: { icon: CircleCheck, tone: "text-success" },
} as const;

/** What is not to be done now is folded, unless somebody looks for it. */
const folded: readonly ToDoGroup[] = ["notStarted", "completed"];

function ToDo({ items, isFiltered, hrefOf, actOf }: { items: Assignment[]; isFiltered: boolean } & RowsProps) {
  const dates = useDates();
  const groups = groupToDo(items, dates.daysFromToday);
  // One primary act a page: the first that is late and was not asked for yet.
  const first = groups.overdue.find(({ asked }) => asked === null);
  const rowsOf = (group: ToDoGroup) => (
    <CardList>
      {groups[group].map((assignment) => (
        <CompetencyRow
          act={actOf?.(assignment)}
          assignment={assignment}
          group={group}
          href={hrefOf(assignment)}
          isFirst={assignment === first}
          key={assignment.id}
        />
      ))}
    </CardList>
  );
  return (
    <div className="flex flex-col gap-5 max-md:gap-4">
      {toDoGroups
        .filter((group) => groups[group].length > 0)
        .map((group) =>
          folded.includes(group) ? (
            <Card key={`${group} ${isFiltered}`}>
              <details className="group" open={isFiltered}>
                <summary className="flex min-h-13 cursor-pointer list-none items-center justify-between gap-4 px-5 py-3.5 outline-none hover:bg-surface-secondary focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus max-md:px-4 [&::-webkit-details-marker]:hidden">
                  <h2 className="text-base font-semibold">
                    <GroupTitle count={groups[group].length} group={group} />
                  </h2>
                  <span className="flex items-center gap-3 text-sm text-muted">
                    {foldedWords(group, groups[group][0], dates)}
                    <ChevronRight
                      aria-hidden
                      className="size-4 transition-transform group-open:rotate-90 rtl:-scale-x-100"
                    />
                  </span>
                </summary>
                <div className="border-t border-separator">{rowsOf(group)}</div>
              </details>
            </Card>
          ) : (
            <Card key={group}>
              <CardHeader divided title={<GroupTitle count={groups[group].length} group={group} />} />
              {rowsOf(group)}
            </Card>
          ),
        )}
    </div>
  );
}

function GroupTitle({ group, count }: { group: ToDoGroup; count: number }) {
  const { icon: Icon, tone } = groupLooks[group];
  return (
    <span className="flex items-center gap-2.5">
      <Icon aria-hidden className={cn("size-4.5", tone)} />
      {strings.groups[group]}
      <span className="num font-normal text-muted">{count}</span>
    </span>
  );
}

/** What the first row of a folded group would say. */
function foldedWords(group: ToDoGroup, first: Assignment | undefined, dates: ReturnType<typeof useDates>) {
  if (!first) return null;
  if (group === "completed") {
    return first.completionDate ? (
      <span className="num">{strings.lastCompleted(dates.day(first.completionDate))}</span>
    ) : null;
  }
  const day = toDoDayOf(first);
  return day ? <span className="num">{strings.firstDue(dates.day(day))}</span> : null;
}

type FilteredStatus = Assignment["status"] | "EXPIRES_SOON";
type CompetencyFilters = { q: string; status: FilteredStatus | null; category: string | null };

function filterAssignments(items: readonly Assignment[], filters: CompetencyFilters): Assignment[] {
  const matches = makeMatcher(filters.q);
  return items.filter(
    (item) =>
      (filters.status === null || hasStatus(item, filters.status)) &&
      (filters.category === null || item.category === filters.category) &&
      (matches?.(`${item.code ?? ""} ${item.name}`) ?? true),
  );
}

function chosenStatus(status: FilteredStatus) {
  return status === "EXPIRES_SOON" ? status : statusShown(status);
}

/** What expires soon still counts as completed. */
function hasStatus({ status, expiresSoon }: Assignment, wanted: FilteredStatus): boolean {
  return wanted === "EXPIRES_SOON" ? expiresSoon : statusShown(status) === statusShown(wanted);
}
