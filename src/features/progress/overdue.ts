import { type Column, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import {
  type AssignmentStatus,
  completedStatuses,
  expiresSoonDays,
  openStatuses,
  type ShownAssignmentStatus,
  type StandingName,
  statusShown,
} from "#src/features/progress/values.ts";
import { addMonths, dayIn, endOfDay } from "#src/lib/day.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";

/** The columns of `competency_assignments` or of an alias of it. */
type AssignmentColumns = {
  status: Column & { _: { data: AssignmentStatus } };
  dueDate: Column;
  cycleStartsAt: Column;
};

/**
 * The only definition of overdue: the due date has passed, and the competency was not completed yet. One that was
 * completed once is renewed without a due date, also while its renewal is in progress. Never null, not even for an outer
 * join that found no assignment.
 */
export function isOverdueSql(assignment: AssignmentColumns): SQL<boolean> {
  return sql<boolean>`(${fallsOverdueSql(assignment)} and ${assignment.dueDate} < now())`;
}

/** Whether it is overdue as soon as its due date passes. */
export function fallsOverdueSql({ status, dueDate, cycleStartsAt }: AssignmentColumns): SQL<boolean> {
  return sql<boolean>`(${dueDate} is not null and ${cycleStartsAt} is null and ${isOneOf(status, ...openStatuses)})`;
}

export function shownStatusSql(assignment: AssignmentColumns): SQL<ShownAssignmentStatus> {
  return sql<ShownAssignmentStatus>`case when ${isOverdueSql(assignment)} then 'OVERDUE' else ${assignment.status} end`;
}

/**
 * The same for an assignment that is already loaded, with no due date for a renewal; `dueDate` and `at` are both in the
 * API's format of instants, or both in seconds.
 */
export function shownStatus<Instant extends string | number>(
  { status, dueDate }: { status: ShownAssignmentStatus; dueDate: Instant | null },
  at: Instant,
): ShownAssignmentStatus {
  return dueDate !== null && dueDate < at && openStatuses.some((open) => open === status) ? "OVERDUE" : status;
}

/** An assignment as it is loaded; instants are in seconds since 1970. */
type Standing = {
  status: ShownAssignmentStatus;
  /** Null in a renewal. */
  dueAt: number | null;
  result: number | null;
  /** Of a completion with a validity. */
  validUntil: number | null;
};

/** Where it stands `at` this second: the first of `standingNames` that holds. Undefined where it is withdrawn. */
export function standingName({ status, dueAt, result, validUntil }: Standing, at: number): StandingName | undefined {
  const expiresSoon = validUntil !== null && validUntil <= at + expiresSoonDays * daySeconds;
  const shown = statusShown(shownStatus({ status, dueDate: dueAt }, at), { expiresSoon });
  switch (shown) {
    case "ACHIEVED":
    case "APPROVED":
      return "COMPLETED";
    case "IN_PROGRESS":
      return result === null ? "NOT_ENOUGH_EVIDENCE" : "IN_PROGRESS";
    case "WITHDRAWN":
      return undefined;
    default:
      return shown;
  }
}

const daySeconds = 86_400;

/** When a completed competency with a validity expires, in whole months of the school's calendar; null where it does not. */
export function expiresAtSql(
  { completionDate }: { completionDate: Column },
  validityMonths: Column,
  timeZone: Column,
): SQL<Date | null> {
  return validUntilSql(completionDate, validityMonths, timeZone);
}

/** When the completion expires or, while it is renewed after it expired, when the one before did. */
export function lastExpirySql(
  { completionDate, cycleStartsAt }: { completionDate: Column; cycleStartsAt: Column },
  validityMonths: Column,
  timeZone: Column,
): SQL<Date | null> {
  return validUntilSql(sql`coalesce(${completionDate}, ${cycleStartsAt})`, validityMonths, timeZone);
}

/** The same as `validUntilSql` for what is already loaded. */
export function validUntil(completedAt: Date, validityMonths: number, timeZone: string): Date {
  return endOfDay(addMonths(dayIn(completedAt, timeZone), validityMonths), timeZone);
}

/** The same for any instant of completion: the end of the day of the school so many months later. */
export function validUntilSql(
  completedAt: SQLWrapper,
  validityMonths: SQLWrapper,
  timeZone: SQLWrapper,
): SQL<Date | null> {
  return sql<Date | null>`((date_trunc('day', ${completedAt} at time zone ${timeZone} + make_interval(months => ${validityMonths}))
    + interval '1 day') at time zone ${timeZone} - interval '1 second')`.mapWith(competencyAssignments.completionDate);
}

/** Completed, and its validity ends within 60 days; it counts as completed until then. */
export function expiresSoonSql(
  assignment: AssignmentColumns & { completionDate: Column },
  validityMonths: Column,
  timeZone: Column,
): SQL<boolean> {
  return sql<boolean>`coalesce(${isOneOf(assignment.status, ...completedStatuses)}
    and ${expiresAtSql(assignment, validityMonths, timeZone)}
      <= now() + make_interval(days => ${sql.raw(String(expiresSoonDays))}), false)`;
}
