"use client";

import { useQuery } from "@tanstack/react-query";
import { ClipboardList, SearchX } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { QueryContent } from "#src/client/query-content.tsx";
import type { Assignment } from "#src/features/progress/schema.ts";
import { isCompleted, shownAssignmentStatuses, statusShown } from "#src/features/progress/values.ts";
import { groupByCategory } from "#src/lib/group-by-category.ts";
import { makeMatcher } from "#src/lib/search-text.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { FilterBar } from "#src/ui/filter-bar.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { Select } from "#src/ui/select.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { statusWord } from "#src/ui/status.tsx";
import { CompetencyRow } from "./competency-row.tsx";
import { assignmentsQuery } from "./progress-queries.ts";
import { strings } from "./strings.ts";

const anything = "any";
/** ACHIEVED stands for every completed status. */
const filterableStatuses = ["NOT_STARTED", "IN_PROGRESS", "OVERDUE", "ACHIEVED", "EXPIRED"] as const;

/** The filters of a list of competencies, as they are written in the address. */
const competencyFilters = {
  q: parseAsString.withDefault(""),
  status: parseAsStringLiteral(shownAssignmentStatuses),
  category: parseAsString,
};

type CompetencyListProps = {
  studentId: string;
  /** The form's address for staff who may assess; without it there is no button. */
  assessHref?: (assignment: Assignment) => string;
  emptyHelp?: string;
};

/** A student's competencies by category, filtered by the address. A row opens the explanation of its level. */
export function CompetencyList({ studentId, assessHref, emptyHelp = strings.newStudentHelp }: CompetencyListProps) {
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
          <FilteredList items={items} {...(assessHref ? { assessHref } : {})} />
        )
      }
    </QueryContent>
  );
}

function FilteredList({ items, assessHref }: { items: Assignment[]; assessHref?: (assignment: Assignment) => string }) {
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
            label={strings.findCompetency}
            onValueChange={(q) => void setFilters({ q: q === "" ? null : q })}
            placeholder={strings.findPlaceholder}
            value={filters.q}
          />
        }
      >
        <Select
          label={strings.status}
          onValueChange={(value) =>
            void setFilters({ status: filterableStatuses.find((status) => status === value) ?? null })
          }
          options={[
            { value: anything, label: strings.anyStatus },
            ...filterableStatuses.map((status) => ({ value: status, label: statusWord(status) })),
          ]}
          value={filters.status ? statusShown(filters.status) : anything}
        />
        <Select
          label={strings.category}
          onValueChange={(value) => void setFilters({ category: value === anything ? null : value })}
          options={[
            { value: anything, label: strings.anyCategory },
            ...categories.map((category) => ({ value: category, label: category })),
          ]}
          value={filters.category ?? anything}
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
        <div className="flex flex-col gap-5">
          {groupByCategory(shown).map((group) => (
            <Card key={group.category}>
              <CardHeader
                actions={<span className="num text-muted">{countOf(items, group.category)}</span>}
                divided
                title={group.category}
              />
              <CardList>
                {group.items.map((assignment) => (
                  <CompetencyRow assessHref={assessHref?.(assignment)} assignment={assignment} key={assignment.id} />
                ))}
              </CardList>
            </Card>
          ))}
        </div>
      )}
    </div>
  );
}

/** Counts the whole category, regardless of the filters. */
function countOf(items: readonly Assignment[], category: string): string {
  const members = items.filter((item) => item.category === category);
  const done = members.filter(({ status }) => isCompleted(status)).length;
  return strings.competenciesCount(done, members.length);
}

type CompetencyFilters = { q: string; status: Assignment["status"] | null; category: string | null };

function filterAssignments(items: readonly Assignment[], filters: CompetencyFilters): Assignment[] {
  const matches = makeMatcher(filters.q);
  return items.filter(
    (item) =>
      (filters.status === null || statusShown(item.status) === statusShown(filters.status)) &&
      (filters.category === null || item.category === filters.category) &&
      (matches?.(`${item.code ?? ""} ${item.name}`) ?? true),
  );
}
