import { type Column, type SQL, type SQLWrapper, sql } from "drizzle-orm";

/** The columns of `users` or of an alias of it. */
type StudentColumns = { id: SQLWrapper; status: Column };

/** Neither left nor suspended. Nobody else stands in a queue, a count, a reminder or a form; their record stays. */
export function takesPart({ status }: Pick<StudentColumns, "status">): SQL<boolean> {
  return sql<boolean>`app.takes_part(${status})`;
}

/**
 * Stands in the reader's counts and lists of work: takes part and, for a supervisor, is on a placement that runs today.
 * A supervisor reads a student's record for 14 days longer, to finish late forms.
 */
export function isCounted(student: StudentColumns): SQL<boolean> {
  return sql<boolean>`(${takesPart(student)} and ((select app.user_role()) is distinct from 'CLINICAL_SUPERVISOR'
    or ${student.id} in (select app.placed_student_ids())))`;
}
