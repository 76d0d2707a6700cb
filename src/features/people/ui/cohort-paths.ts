import type { StudentLine } from "#src/features/people/schema.ts";
import { noStudentFilters, studentsPath } from "./student-paths.ts";

/** How many students the attention list shows; the table below shows all. */
export const attentionLimit = 5;

/** The API lists by name, so the most overdue are selected from one page of this size. */
const pickedFrom = 200;

/** The page loads these while it renders, and the browser when it refreshes. */
export const attentionPaths = {
  behind: studentsPath({ ...noStudentFilters, standing: "BEHIND" }, { limit: pickedFrom }),
  atRisk: studentsPath({ ...noStudentFilters, standing: "AT_RISK" }, { limit: pickedFrom }),
};

export type Attention = { students: StudentLine[]; hasBehind: boolean; hasAtRisk: boolean };

/** At risk before behind; within each, the most overdue first. */
export function pickAttention(behind: readonly StudentLine[], atRisk: readonly StudentLine[]): Attention {
  const mostOverdueFirst = (a: StudentLine, b: StudentLine) => b.overdue - a.overdue;
  return {
    students: [...atRisk.toSorted(mostOverdueFirst), ...behind.toSorted(mostOverdueFirst)].slice(0, attentionLimit),
    hasBehind: behind.length > 0,
    hasAtRisk: atRisk.length > 0,
  };
}
