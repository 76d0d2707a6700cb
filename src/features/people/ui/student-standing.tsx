import type { StudentLine } from "#src/features/people/schema.ts";
import { Status } from "#src/ui/status.tsx";
import { studentStrings as strings } from "./student-strings.ts";

/** How many competencies are overdue; the colour says whether that is behind. */
export function StudentStanding({ student }: { student: Pick<StudentLine, "standing" | "overdue"> }) {
  return student.standing === "NONE" ? (
    <span className="text-sm text-muted">{strings.progressWords.NONE}</span>
  ) : (
    <Status status={student.standing} word={strings.overdueCount(student.overdue)} />
  );
}
