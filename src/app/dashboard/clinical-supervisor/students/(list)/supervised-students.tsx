import { studentStrings } from "#src/features/people/ui/student-strings.ts";
import { StudentTable } from "#src/features/people/ui/student-table.tsx";
import type { RotationLine } from "#src/features/rotations/schema.ts";

/** The students of the supervisor's placements. */
export function SupervisedStudents({ rotations }: { rotations: readonly RotationLine[] }) {
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
