"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { StudentLine } from "#src/features/people/schema.ts";
import type { Assignment } from "#src/features/progress/schema.ts";
import { assignmentsQuery } from "#src/features/progress/ui/progress-queries.ts";
import { isCompleted, statusShown } from "#src/features/progress/values.ts";
import { groupByCategory } from "#src/lib/group-by-category.ts";
import { makeMatcher } from "#src/lib/search-text.ts";
import { Person } from "#src/ui/person.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { RememberStep, useReturnPlaces } from "#src/ui/return-place.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { Status } from "#src/ui/status.tsx";
import { TaskPage, TaskSection } from "#src/ui/task-page.tsx";
import { assessHref } from "./assessment-queries.ts";
import { PickerList, PickerRow, PickerSkeleton } from "./picker-list.tsx";
import { type OwnWork, openAndRecent, type Reason } from "./picker-order.ts";
import { strings } from "./strings.ts";

/**
 * Chooses the competency to assess: what is open and recent for this student first, then by category, open ones before
 * completed ones; filtered while typing.
 */
export function CompetencyPicker({ student, own }: { student: StudentLine; own: readonly OwnWork[] }) {
  const { back } = useReturnPlaces(`/dashboard/clinical-supervisor/students/${student.id}`);
  const [search, setSearch] = useState("");
  const assignments = useQuery(assignmentsQuery(student.id));
  return (
    <TaskPage back={{ href: back, label: strings.back }} title={strings.newAssessment}>
      <RememberStep />
      <TaskSection className="pt-4">
        <Person
          meta={[student.cohort, student.studentNumber].filter(Boolean).join(", ")}
          name={student.name}
          size="lg"
        />
        <h2 className="mt-4 mb-3 text-lg font-semibold">{strings.chooseCompetencyShort}</h2>
        <SearchField
          delayMs={60}
          hideLabel
          label={strings.findCompetency}
          onValueChange={setSearch}
          placeholder={strings.findCompetencyPlaceholder}
          value={search}
        />
      </TaskSection>
      <QueryContent query={assignments} skeleton={<PickerSkeleton />}>
        {(items) => <Matches items={items} own={own} search={search} studentId={student.id} />}
      </QueryContent>
    </TaskPage>
  );
}

function Matches({
  items,
  own,
  search,
  studentId,
}: {
  items: readonly Assignment[];
  own: readonly OwnWork[];
  search: string;
  studentId: string;
}) {
  const { daysFromToday } = useDates();
  const matches = makeMatcher(search);
  const found = items.filter((item) => matches?.(`${item.code ?? ""} ${item.name} ${item.category}`) ?? true);
  if (found.length === 0) {
    return (
      <p className="px-4 py-8 text-center text-muted" role="status">
        {items.length === 0 ? strings.noneAssigned : strings.noCompetencies}
      </p>
    );
  }
  // Who searches knows what they look for.
  const first = matches ? [] : openAndRecent(items, own, daysFromToday);
  const isFirst = new Set(first.map(({ item }) => item.id));
  return (
    <>
      <First lines={first} studentId={studentId} />
      <Categories items={found.filter(({ id }) => !isFirst.has(id))} studentId={studentId} />
    </>
  );
}

function First({ lines, studentId }: { lines: readonly { item: Assignment; reason: Reason }[]; studentId: string }) {
  if (lines.length === 0) return null;
  return (
    <section aria-label={strings.openAndRecent} className="border-b border-separator py-2">
      <h3 className="px-4 pt-3 pb-1 text-sm font-semibold text-muted md:px-6">{strings.openAndRecent}</h3>
      <PickerList label={strings.openAndRecent}>
        {lines.map(({ item, reason }) => (
          <PickerRow end={<Status status={statusShown(item.status)} />} key={item.id}>
            <RowLink href={assessHref(studentId, item.competencyId)}>{item.name}</RowLink>
            <ReasonWords reason={reason} />
          </PickerRow>
        ))}
      </PickerList>
    </section>
  );
}

function ReasonWords({ reason }: { reason: Reason }) {
  const dates = useDates();
  return (
    <p className="num text-sm text-muted" suppressHydrationWarning>
      {reason.kind === "due"
        ? strings.dueOn(dates.longDay(reason.on))
        : { draft: strings.draftSavedOn, request: strings.askedOn, assessed: strings.lastAssessedOn }[reason.kind](
            dates.longDay(reason.at),
          )}
    </p>
  );
}

function Categories({ items, studentId }: { items: readonly Assignment[]; studentId: string }) {
  return groupByCategory(items).map(({ category, items: members }) => (
    <section aria-label={category} className="py-2" key={category}>
      <h3 className="px-4 pt-3 pb-1 text-sm font-semibold text-muted md:px-6">{category}</h3>
      <PickerList label={category}>
        {[...members].sort(openFirst).map((item) => (
          <PickerRow end={<Status status={statusShown(item.status)} />} key={item.id}>
            <RowLink href={assessHref(studentId, item.competencyId)}>{item.name}</RowLink>
          </PickerRow>
        ))}
      </PickerList>
    </section>
  ));
}

function openFirst(a: Assignment, b: Assignment): number {
  return Number(isCompleted(a.status)) - Number(isCompleted(b.status));
}
