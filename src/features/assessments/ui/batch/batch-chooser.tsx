"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { BatchChoices } from "#src/features/assessments/batch/schema.ts";
import { studentSearchQuery } from "#src/features/people/ui/student-queries.ts";
import { makeMatcher } from "#src/lib/search-text.ts";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { Person } from "#src/ui/person.tsx";
import { useReturnPlaces } from "#src/ui/return-place.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { TabLinks } from "#src/ui/tab-links.tsx";
import { TaskPage, TaskSection } from "#src/ui/task-page.tsx";
import { PickerList, PickerRow, PickerSkeleton } from "../picker-list.tsx";
import { strings as formStrings } from "../strings.ts";
import { batchChoicesQuery, batchHref } from "./batch-queries.ts";
import { batchStrings as strings } from "./batch-strings.ts";

const centre = "/dashboard/clinical-supervisor/assessments";

/** What a batch is about: a competency for many students, or a student for many competencies. */
export function BatchChooser({ by }: { by: "student" | "competency" }) {
  const router = useRouter();
  const { done } = useReturnPlaces(centre);
  const [search, setSearch] = useState("");
  const hrefOf = (kind: "student" | "competency") =>
    kind === "competency" ? batchHref() : batchHref({ kind: "student" });
  const isCompetency = by === "competency";
  return (
    <TaskPage back={{ href: done, label: strings.back }} title={strings.title}>
      <TaskSection className="pt-4 pb-4">
        <TabLinks
          label={strings.kinds}
          onValueChange={(kind) => router.replace(hrefOf(kind))}
          tabs={[
            { value: "competency", label: strings.byCompetency, href: hrefOf("competency") },
            { value: "student", label: strings.byStudent, href: hrefOf("student") },
          ]}
          value={by}
        />
        <h2 className="text-lg font-semibold">{isCompetency ? strings.chooseCompetency : strings.chooseStudent}</h2>
        <p className="mb-4 text-muted">{isCompetency ? strings.chooseCompetencyHelp : formStrings.chooseStudentHelp}</p>
        <SearchField
          hideLabel
          key={by}
          label={isCompetency ? strings.findCompetency : formStrings.findStudent}
          onValueChange={setSearch}
          placeholder={isCompetency ? strings.findCompetencyPlaceholder : formStrings.findStudentPlaceholder}
          value={search}
          {...(isCompetency ? { delayMs: 60 } : {})}
        />
      </TaskSection>
      {isCompetency ? <Competencies search={search} /> : <Students search={search} />}
    </TaskPage>
  );
}

function Competencies({ search }: { search: string }) {
  const choices = useQuery(batchChoicesQuery());
  return (
    <QueryContent query={choices} skeleton={<PickerSkeleton />}>
      {({ competencies }) => <Matches competencies={competencies} search={search} />}
    </QueryContent>
  );
}

/** Those that most students have come first, in the order of their framework. */
function Matches({ competencies, search }: { competencies: BatchChoices["competencies"]; search: string }) {
  if (competencies.length === 0)
    return <EmptyState compact description={strings.nobodyPlacedHelp} title={strings.nobodyPlaced} />;
  const matches = makeMatcher(search);
  const found = competencies.filter(
    ({ code, name, category, framework }) => matches?.(`${code ?? ""} ${name} ${category} ${framework ?? ""}`) ?? true,
  );
  if (found.length === 0) {
    return (
      <p className="px-4 py-8 text-center text-muted" role="status">
        {strings.noCompetencies}
      </p>
    );
  }
  const groups = Map.groupBy(found, ({ framework, category }) => [framework, category].filter(Boolean).join(": "));
  return [...groups].map(([title, members]) => (
    <section aria-label={title} className="py-2" key={title}>
      <h3 className="px-4 pt-3 pb-1 text-sm font-semibold text-muted md:px-6">{title}</h3>
      <PickerList label={title}>
        {members.map(({ id, name, students, hasCriteria }) => (
          <PickerRow
            end={
              <span className="num text-sm text-muted">
                {hasCriteria ? strings.byCriteria : strings.students(students)}
              </span>
            }
            key={id}
          >
            {hasCriteria ? (
              <span className="text-muted">{name}</span>
            ) : (
              <RowLink href={batchHref({ competencyId: id })}>{name}</RowLink>
            )}
          </PickerRow>
        ))}
      </PickerList>
    </section>
  ));
}

function Students({ search }: { search: string }) {
  const students = useQuery(studentSearchQuery(search));
  return (
    <QueryContent query={students} skeleton={<PickerSkeleton />}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="px-4 py-8 text-center text-muted" role="status">
            {formStrings.noStudents}
          </p>
        ) : (
          <PickerList label={formStrings.chooseStudent}>
            {items.map((student) => (
              <PickerRow key={student.id}>
                <Person
                  link={<RowLink href={batchHref({ studentId: student.id })}>{student.name}</RowLink>}
                  meta={[student.studentNumber, student.placement].filter(Boolean).join(", ")}
                  name={student.name}
                />
              </PickerRow>
            ))}
          </PickerList>
        )
      }
    </QueryContent>
  );
}
