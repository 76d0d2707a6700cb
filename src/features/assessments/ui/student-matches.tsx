"use client";

import { useQuery } from "@tanstack/react-query";
import { QueryContent } from "#src/client/query-content.tsx";
import { studentSearchQuery } from "#src/features/people/ui/student-queries.ts";
import { Person } from "#src/ui/person.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { OpenCompetencies } from "./open-competencies.tsx";
import { PickerList, PickerRow, PickerSkeleton } from "./picker-list.tsx";
import { strings } from "./strings.ts";

/** Of so few, each is shown with what is open. */
const fewMatches = 3;

/**
 * The students of the placements who match, each leading to the choice of the competency to assess; few of them with the
 * first competencies to choose from.
 */
export function StudentMatches({ search }: { search: string }) {
  const students = useQuery(studentSearchQuery(search));
  return (
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
                {search.trim() !== "" && items.length <= fewMatches ? (
                  <OpenCompetencies studentId={student.id} studentName={student.name} />
                ) : null}
              </PickerRow>
            ))}
          </PickerList>
        )
      }
    </QueryContent>
  );
}
