"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { Assignment } from "#src/features/progress/schema.ts";
import { assignmentsQuery } from "#src/features/progress/ui/progress-queries.ts";
import { isCompleted, statusShown } from "#src/features/progress/values.ts";
import { makeMatcher } from "#src/lib/search-text.ts";
import { RowLink } from "#src/ui/row-link.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { Status } from "#src/ui/status.tsx";
import { TaskPage, TaskSection } from "#src/ui/task-page.tsx";
import { AskSkeletonSections } from "./ask-skeleton.tsx";
import { askHref } from "./request-queries.ts";
import { strings } from "./strings.ts";

/** Before the three questions, where no competency is given: what is not completed first. */
export function ChooseCompetency({
  studentId,
  from,
  title = strings.ask,
  hrefOf = askHref,
}: {
  studentId: string;
  from: string;
  /** For another act than asking: what it is, and where it goes on. */
  title?: string;
  hrefOf?: (competencyId: string, from: string) => string;
}) {
  const [search, setSearch] = useState("");
  const assignments = useQuery(assignmentsQuery(studentId));
  return (
    <TaskPage back={{ href: from, label: strings.back }} title={title}>
      <TaskSection className="pt-4">
        <h2 className="text-lg font-semibold">{strings.chooseTitle}</h2>
        <p className="mb-3 text-muted">{strings.chooseHelp}</p>
        <SearchField
          delayMs={60}
          hideLabel
          label={strings.find}
          onValueChange={setSearch}
          placeholder={strings.findPlaceholder}
          value={search}
        />
      </TaskSection>
      <QueryContent query={assignments} skeleton={<AskSkeletonSections />}>
        {(items) => <Matches hrefOf={(id) => hrefOf(id, from)} items={items} search={search} />}
      </QueryContent>
    </TaskPage>
  );
}

function Matches({
  items,
  search,
  hrefOf,
}: {
  items: readonly Assignment[];
  search: string;
  hrefOf: (competencyId: string) => string;
}) {
  const matches = makeMatcher(search);
  const found = items.filter((item) => matches?.(`${item.code ?? ""} ${item.name} ${item.category}`) ?? true);
  if (found.length === 0) {
    return (
      <p className="px-4 py-8 text-center text-muted" role="status">
        {items.length === 0 ? strings.noneAssigned : strings.noMatches}
      </p>
    );
  }
  const groups = [
    { title: strings.toDo, members: found.filter(({ status }) => !isCompleted(status)).sort(mostUrgent) },
    { title: strings.completed, members: found.filter(({ status }) => isCompleted(status)) },
  ];
  return groups
    .filter(({ members }) => members.length > 0)
    .map(({ title, members }) => (
      <section aria-label={title} className="py-2" key={title}>
        <h3 className="px-4 pt-3 pb-1 text-sm font-semibold text-muted md:px-6">{title}</h3>
        <ul className="divide-y divide-separator">
          {members.map((item) => (
            <li
              className="relative flex min-h-14 items-center gap-3 px-4 py-2.5 hover:bg-surface-secondary md:px-6"
              key={item.id}
            >
              <div className="min-w-0 flex-1">
                <RowLink href={hrefOf(item.competencyId)}>{item.name}</RowLink>
                <p className="text-sm text-muted">{item.category}</p>
              </div>
              <Status status={statusShown(item.status)} />
            </li>
          ))}
        </ul>
      </section>
    ));
}

const order: readonly Assignment["status"][] = ["OVERDUE", "EXPIRED", "IN_PROGRESS", "NOT_STARTED"];

function mostUrgent(a: Assignment, b: Assignment): number {
  return order.indexOf(a.status) - order.indexOf(b.status) || (a.dueOn ?? "9").localeCompare(b.dueOn ?? "9");
}
