import type { StudentLine } from "#src/features/people/schema.ts";
import { Status } from "#src/ui/status.tsx";
import { studentStrings as strings } from "./student-strings.ts";

/** Where a student stands against the plan, and beside it how much is overdue, which is a number and no forecast. */
export function StudentStanding({ student }: { student: Pick<StudentLine, "standing" | "overdue"> }) {
  if (student.standing === "NONE") return <span className="text-sm text-muted">{strings.progressWords.NONE}</span>;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
      <Status status={student.standing} />
      {student.overdue > 0 ? (
        <span className="num text-sm whitespace-nowrap text-muted">{strings.overdueCount(student.overdue)}</span>
      ) : null}
    </span>
  );
}
