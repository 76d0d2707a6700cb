"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import { studentSearchQuery } from "#src/features/people/ui/student-queries.ts";
import { Person } from "#src/ui/person.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { TaskPage, TaskSection } from "#src/ui/task-page.tsx";
import { PickerList, PickerRow, PickerSkeleton } from "./picker-list.tsx";
import { strings } from "./strings.ts";

/** Chooses the student of a new assessment that was not requested. */
export function StudentPicker() {
  const [search, setSearch] = useState("");
  const students = useQuery(studentSearchQuery(search));
  return (
    <TaskPage back={{ href: "/dashboard/clinical-supervisor", label: strings.back }} title={strings.newAssessment}>
      <TaskSection className="pt-4">
        <h2 className="text-lg font-semibold">{strings.chooseStudent}</h2>
        <p className="mb-4 text-muted">{strings.chooseStudentHelp}</p>
        <SearchField
          label={strings.findStudent}
          onValueChange={setSearch}
          placeholder={strings.findStudentPlaceholder}
          value={search}
        />
      </TaskSection>
      <div className="pb-2">
        <QueryContent query={students} skeleton={<PickerSkeleton />}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="px-4 py-8 text-center text-muted" role="status">
                {strings.noStudents}
              </p>
            ) : (
              <PickerList label={strings.chooseStudent}>
                {items.map((student) => (
                  <PickerRow key={student.id}>
                    <Person
                      link={<RowLink href={`/assessment/new?studentId=${student.id}`}>{student.name}</RowLink>}
                      meta={[student.studentNumber, student.placement].filter(Boolean).join(", ")}
                      name={student.name}
                    />
                  </PickerRow>
                ))}
              </PickerList>
            )
          }
        </QueryContent>
      </div>
    </TaskPage>
  );
}
