import { type Column, type SQL, sql } from "drizzle-orm";
import { openStatuses, type ShownAssignmentStatus } from "#src/features/progress/schema.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import type { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";

/** The one definition of overdue: the due date has passed, and the competency was not completed yet. */

type AssignmentColumns = { status: StatusColumn; dueDate: Column };
type StatusColumn = (typeof competencyAssignments)["status"];

/** Never null, also where an outer join found no assignment. */
export function isOverdueSql({ status, dueDate }: AssignmentColumns): SQL<boolean> {
  return sql<boolean>`(${dueDate} is not null and ${dueDate} < now() and ${isOneOf(status, ...openStatuses)})`;
}

export function shownStatusSql(assignment: AssignmentColumns): SQL<ShownAssignmentStatus> {
  return sql<ShownAssignmentStatus>`case when ${isOverdueSql(assignment)} then 'OVERDUE' else ${assignment.status} end`;
}
