import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { z } from "zod";
import type { DuePlan, StudentDays } from "#src/features/deployments/due-dates.ts";
import type { DueFrom, DueUnit } from "#src/features/deployments/values.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { placements } from "#src/platform/db/tables/placements.ts";
import { users } from "#src/platform/db/tables/users.ts";

/** The days of a student from which a due date may be counted, as `dueDayOf` takes them. */
export const studentDaysRow = {
  cohortStartsOn: z.string().nullable(),
  placementStartsOn: z.string().nullable(),
  placementEndsOn: z.string().nullable(),
} satisfies Record<keyof StudentDays, z.ZodType>;

/** Those columns, beside `joinStudentDays`. */
export const studentDaysColumns = sql`days.cohort_starts_on::text as "cohortStartsOn",
  days.placement_starts_on::text as "placementStartsOn", days.placement_ends_on::text as "placementEndsOn"`;

/**
 * The same in SQL, as `days`: the start of the student's cohort, and their placement in the rotation. Of several in one
 * rotation it is the first that was not ended early.
 */
export function joinStudentDays(studentId: SQLWrapper, rotationId: SQLWrapper): SQL {
  return sql`
    cross join lateral (
      select (select ${cohorts.startsOn} from ${users} join ${cohorts} on ${cohorts.id} = ${users.cohortId}
              where ${users.id} = ${studentId}) as cohort_starts_on,
             placed.starts_on as placement_starts_on, placed.ends_on as placement_ends_on
      from (select) one left join lateral (
        select ${placements.startsOn}, ${placements.endsOn} from ${placements}
        where ${placements.studentId} = ${studentId} and ${placements.rotationId} = ${rotationId}
        order by ${placements.endedAt} is not null, ${placements.startsOn}, ${placements.id} limit 1) placed on true) days`;
}

/** The columns of a deployment that hold when it is due. */
type DueColumns = {
  dueAt: Date | null;
  dueFrom: DueFrom | null;
  dueOffset: number | null;
  dueUnit: DueUnit | null;
  dueRotationId: string | null;
};

export function duePlanOf({ dueAt, dueFrom, dueOffset, dueUnit, dueRotationId }: DueColumns): DuePlan {
  return {
    dueAt,
    rule:
      dueFrom === null || dueOffset === null || dueUnit === null
        ? null
        : { from: dueFrom, offset: dueOffset, unit: dueUnit, rotationId: dueRotationId },
  };
}
