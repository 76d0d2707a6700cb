import type { FirstHourAnswer } from "#src/features/first-hour/schema.ts";

type Seen = {
  student: "cannot" | "nothing" | "competencies";
  supervisor: "cannot" | "nobody" | "students";
};

/** What a student and a supervisor find now. That some were not invited yet keeps nobody else out. */
export function seenNow({
  reachedStudents,
  reachedSupervisors,
  assignments,
  placements,
}: Pick<FirstHourAnswer["made"], "reachedStudents" | "reachedSupervisors" | "assignments" | "placements">): Seen {
  return {
    student: reachedStudents === 0 ? "cannot" : assignments > 0 ? "competencies" : "nothing",
    supervisor: reachedSupervisors === 0 ? "cannot" : placements > 0 ? "students" : "nobody",
  };
}
