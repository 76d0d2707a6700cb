import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { isOverdueSql } from "#src/features/progress/overdue.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Param, type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { takesPart } from "#src/platform/db/taking-part.ts";

const a = competencyAssignments;

/** The day that it is then in the school in `schools`. */
const today = (at: Param<"at", Date>) => sql`(${at}::timestamptz at time zone ${schools.timeZone})::date`;

/** Also of somebody who is suspended, who may have to be told; not of one who left. */
export const selectRecipient = statement("message_recipient", (db, p: Params<{ studentId: string }>) =>
  db
    .select({ schoolId: users.schoolId })
    .from(users)
    .where(and(eq(users.id, p.studentId), isOneOf(users.role, "STUDENT"), isNoneOf(users.status, "LEFT"))),
);

/** Only of those who take part: nobody else is reminded of anything. In the order of their ids, so that two do not wait for each other. */
export const lockReminded = statement(
  "reminded_lock",
  (db, p: Params<{ schoolId: string; studentIds: string[]; at: Date }>) =>
    db
      .select({
        studentId: users.id,
        timeZone: schools.timeZone,
        wasReminded: sql<boolean>`${users.remindedOn} is not distinct from ${today(p.at)}`,
      })
      .from(users)
      .innerJoin(schools, eq(schools.id, users.schoolId))
      .where(
        and(
          sql`${users.id} = any (${p.studentIds}::text[])`,
          eq(users.schoolId, p.schoolId),
          isOneOf(users.role, "STUDENT"),
          takesPart(users),
        ),
      )
      .orderBy(users.id)
      .for("no key update", { of: users }),
);

export const selectOverdue = sqlStatement(
  "reminded_overdue",
  z.object({ studentId: z.string(), assignmentId: z.string(), competencyName: z.string(), dueDate: z.date() }),
  (p: Params<{ studentIds: string[] }>) => sql`
    select ${a.userId} as "studentId", ${a.id} as "assignmentId", ${competencies.name} as "competencyName",
           ${a.dueDate} as "dueDate"
    from ${a} join ${competencies} on ${competencies.id} = ${a.competencyId}
    where ${a.userId} = any (${p.studentIds}::text[]) and ${isOverdueSql(a)}
    order by ${a.dueDate}, ${a.id}`,
);

export const updateReminded = statement("reminded_update", (db, p: Params<{ studentIds: string[]; at: Date }>) =>
  db
    .update(users)
    .set({
      remindedOn: sql`(select ${today(p.at)} from ${schools} where ${schools.id} = ${users.schoolId})`,
    })
    .where(sql`${users.id} = any (${p.studentIds}::text[])`),
);

export const selectSender = statement("message_sender", (db, p: Params<{ userId: string }>) =>
  db.select({ name: users.name }).from(users).where(eq(users.id, p.userId)),
);
