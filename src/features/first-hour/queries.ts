import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { invitations } from "#src/platform/db/tables/invitations.ts";
import { placements } from "#src/platform/db/tables/placements.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { takesPart } from "#src/platform/db/taking-part.ts";

const row = z.object({
  students: z.number(),
  supervisors: z.number(),
  notJoined: z.number(),
  notInvited: z.number(),
  reachedStudents: z.number(),
  reachedSupervisors: z.number(),
  frameworks: z.number(),
  placements: z.number(),
  assignments: z.number(),
  assessments: z.number(),
  isHidden: z.boolean(),
});

const wasInvited = sql`exists (select from ${invitations} where ${invitations.userId} = ${users.id})`;

const isReached = sql`(${isNoneOf(users.status, "INVITED")} or ${wasInvited})`;

/** What of a school there is. Whether there are many or one makes no difference to the steps, so most are looked for. */
export const selectMade = sqlStatement(
  "first_hour",
  row,
  (p: Params<{ schoolId: string }>) => sql`
    select people.*,
      (select count(*)::int from ${competencyTemplates}
       where ${competencyTemplates.schoolId} = ${p.schoolId} and ${isOneOf(competencyTemplates.status, "PUBLISHED")}) as frameworks,
      (select count(*)::int from (select from ${placements}
       where ${placements.schoolId} = ${p.schoolId} limit 1000) counted) as placements,
      (select count(*)::int from (select from ${competencyAssignments}
       where ${competencyAssignments.schoolId} = ${p.schoolId} and ${isNoneOf(competencyAssignments.status, "WITHDRAWN")} limit 1000) counted) as assignments,
      (select count(*)::int from (select from ${assessments}
       where ${assessments.schoolId} = ${p.schoolId} and ${isOneOf(assessments.status, "SUBMITTED", "APPROVED")} limit 1) counted) as assessments,
      (select ${schools.firstHourHiddenAt} is not null from ${schools} where ${schools.id} = ${p.schoolId}) as "isHidden"
    from (
      select (count(*) filter (where ${isOneOf(users.role, "STUDENT")}))::int as students,
        (count(*) filter (where ${isOneOf(users.role, "CLINICAL_SUPERVISOR")}))::int as supervisors,
        (count(*) filter (where ${isOneOf(users.status, "INVITED")}))::int as "notJoined",
        (count(*) filter (where ${isOneOf(users.status, "INVITED")} and not ${wasInvited}))::int as "notInvited",
        (count(*) filter (where ${isOneOf(users.role, "STUDENT")} and ${isReached}))::int as "reachedStudents",
        (count(*) filter (where ${isOneOf(users.role, "CLINICAL_SUPERVISOR")} and ${isReached}))::int as "reachedSupervisors"
      from ${users} where ${users.schoolId} = ${p.schoolId} and ${takesPart(users)}) people`,
);

export const updateHidden = statement("first_hour_hide", (db, p: Params<{ schoolId: string; at: Date | null }>) =>
  db.update(schools).set({ firstHourHiddenAt: p.at }).where(eq(schools.id, p.schoolId)),
);

/** Who was added and neither joined nor was sent an invitation. */
export const selectNotInvited = sqlStatement(
  "first_hour_not_invited",
  z.object({ id: z.string() }),
  (p: Params<{ schoolId: string }>) => sql`
    select ${users.id} from ${users}
    where ${users.schoolId} = ${p.schoolId} and ${isOneOf(users.status, "INVITED")} and not ${wasInvited}
    order by ${users.id} limit 5000`,
);

/** The framework that was made of the sample before, by its title. */
export const selectByTitle = statement("first_hour_framework", (db, p: Params<{ schoolId: string; name: string }>) =>
  db
    .select({ id: competencyTemplates.id })
    .from(competencyTemplates)
    .where(sql`${competencyTemplates.schoolId} = ${p.schoolId} and ${competencyTemplates.name} = ${p.name}`)
    .limit(1),
);

export const lockSchool = statement("first_hour_lock", (db, p: Params<{ schoolId: string }>) =>
  db.select({ id: schools.id }).from(schools).where(eq(schools.id, p.schoolId)).for("update"),
);
