import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { permissions } from "#src/features/assessments/permissions.ts";
import { now } from "#src/lib/clock.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { hiddenStudents } from "#src/platform/db/tables/hidden-students.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/**
 * A supervisor does not see a student on this shift: what is due for the student leaves the supervisor's queue until
 * 06:00 of the next day in the school's time zone. It is nobody else's queue, and nothing of the student's record.
 */
export async function hideStudent(ctx: UserContext, studentId: string): Promise<{ hiddenUntil: string }> {
  return withActor(
    ctx.actor,
    async (tx) => {
      await authorizeStudent(tx, ctx, studentId);
      const { userId: supervisorId, schoolId } = ctx.actor;
      const [hidden] = await tx.query(upsertHidden, { supervisorId, studentId, schoolId, at: now() });
      if (!hidden) throw new Error("a hidden student has a row");
      return { hiddenUntil: hidden.hiddenUntil.toISOString() };
    },
    ctx.bracket,
  );
}

/** The supervisor shows a hidden student again; one who is not hidden stays as they are. */
export async function showStudent(ctx: UserContext, studentId: string): Promise<{ ok: true }> {
  return withActor(
    ctx.actor,
    async (tx) => {
      await authorizeStudent(tx, ctx, studentId);
      tx.send(deleteHidden, { supervisorId: ctx.actor.userId, studentId });
      return { ok: true };
    },
    ctx.bracket,
  );
}

async function authorizeStudent(tx: Tx, ctx: UserContext, studentId: string): Promise<void> {
  const [student] = await tx.query(selectStudent, { studentId });
  authorize(ctx.actor, permissions.hide, {
    schoolId: student?.schoolId ?? "",
    isSupervisor: student?.isSupervisor ?? false,
  });
}

const selectStudent = statement("hidden_student_find", (db, p: Params<{ studentId: string }>) =>
  db
    .select({ schoolId: users.schoolId, isSupervisor: sql<boolean>`app.supervises(${users.id})` })
    .from(users)
    .where(eq(users.id, p.studentId)),
);

const upsertHidden = sqlStatement(
  "hidden_student_upsert",
  z.object({ hiddenUntil: z.date() }),
  (p: Params<{ supervisorId: string; studentId: string; schoolId: string; at: Date }>) => sql`
    insert into ${hiddenStudents} (supervisor_id, student_id, school_id, hidden_until)
    select ${p.supervisorId}, ${p.studentId}, ${p.schoolId},
           ((${p.at}::timestamptz at time zone ${schools.timeZone})::date + 1 + time '06:00') at time zone ${schools.timeZone}
    from ${schools} where ${schools.id} = ${p.schoolId}
    on conflict (supervisor_id, student_id) do update set hidden_until = excluded.hidden_until
    returning hidden_until as "hiddenUntil"`,
);

const deleteHidden = statement("hidden_student_delete", (db, p: Params<{ supervisorId: string; studentId: string }>) =>
  db
    .delete(hiddenStudents)
    .where(and(eq(hiddenStudents.supervisorId, p.supervisorId), eq(hiddenStudents.studentId, p.studentId))),
);
