import { type Column, type SQL, sql } from "drizzle-orm";
import {
  type AssignmentStatus,
  completedStatuses,
  openStatuses,
  type ShownAssignmentStatus,
} from "#src/features/progress/values.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";

/** The columns of `competency_assignments` or of an alias of it. */
type AssignmentColumns = { status: Column & { _: { data: AssignmentStatus } }; dueDate: Column };

/**
 * The only definition of overdue: the due date has passed, and the competency was not completed yet. One that
 * expired was completed in time, and is renewed without a due date. Never null, not even for
 * an outer join that found no assignment.
 */
export function isOverdueSql({ status, dueDate }: AssignmentColumns): SQL<boolean> {
  return sql<boolean>`(${dueDate} is not null and ${dueDate} < now() and ${isOneOf(status, ...openStatuses)})`;
}

export function shownStatusSql(assignment: AssignmentColumns): SQL<ShownAssignmentStatus> {
  return sql<ShownAssignmentStatus>`case when ${isOverdueSql(assignment)} then 'OVERDUE' else ${assignment.status} end`;
}

/** The same for an assignment that is already loaded; `dueDate` and `at` are in the API's format of instants. */
export function shownStatus(
  { status, dueDate }: { status: ShownAssignmentStatus; dueDate: string | null },
  at: string,
): ShownAssignmentStatus {
  return dueDate !== null && dueDate < at && openStatuses.some((open) => open === status) ? "OVERDUE" : status;
}

/** When a completed competency with a validity expires, in whole months of the school's calendar; null where it does not. */
export function expiresAtSql(
  { completionDate }: { completionDate: Column },
  validityMonths: Column,
  timeZone: Column,
): SQL<Date | null> {
  return sql<Date | null>`((${completionDate} at time zone ${timeZone} + make_interval(months => ${validityMonths}))
    at time zone ${timeZone})`.mapWith(competencyAssignments.completionDate);
}

/** Completed, and its validity ends within 60 days; it counts as completed until then. */
export function expiresSoonSql(
  assignment: AssignmentColumns & { completionDate: Column },
  validityMonths: Column,
  timeZone: Column,
): SQL<boolean> {
  return sql<boolean>`coalesce(${isOneOf(assignment.status, ...completedStatuses)}
    and ${expiresAtSql(assignment, validityMonths, timeZone)} < now() + interval '60 days', false)`;
}
