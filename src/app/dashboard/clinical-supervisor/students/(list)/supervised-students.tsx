import type { z } from "zod";
import type { rotationsAnswer } from "#src/features/people/schema.ts";
import { studentStrings } from "#src/features/people/ui/student-strings.ts";
import { StudentTable } from "#src/features/people/ui/student-table.tsx";

/** The students of the supervisor's placements. */
export function SupervisedStudents({ rotations }: { rotations: z.output<typeof rotationsAnswer>["items"] }) {
  return (
    <StudentTable
      basePath="/dashboard/clinical-supervisor/students"
      emptyHelp={studentStrings.noStudentsHelp.supervisor}
      groups={{
        by: "rotation",
        options: rotations.map(({ id, name, unit }) => ({ value: id, label: `${name}, ${unit}` })),
      }}
    />
  );
}
