import { type Column, type SQL, sql } from "drizzle-orm";
import { type AssignmentStatus, openStatuses, type ShownAssignmentStatus } from "#src/features/progress/schema.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";

/** Of `competency_assignments`, or of an alias of it. */
type AssignmentColumns = { status: Column & { _: { data: AssignmentStatus } }; dueDate: Column };

/**
 * The one definition of overdue: the due date has passed, and the competency was not completed yet. Never null, also
 * where an outer join found no assignment.
 */
export function isOverdueSql({ status, dueDate }: AssignmentColumns): SQL<boolean> {
  return sql<boolean>`(${dueDate} is not null and ${dueDate} < now() and ${isOneOf(status, ...openStatuses)})`;
}

export function shownStatusSql(assignment: AssignmentColumns): SQL<ShownAssignmentStatus> {
  return sql<ShownAssignmentStatus>`case when ${isOverdueSql(assignment)} then 'OVERDUE' else ${assignment.status} end`;
}

/** The same for an assignment that is known already; `dueDate` and `at` as the API prints instants. */
export function shownStatus(
  { status, dueDate }: { status: ShownAssignmentStatus; dueDate: string },
  at: string,
): ShownAssignmentStatus {
  return dueDate < at && openStatuses.some((open) => open === status) ? "OVERDUE" : status;
}
