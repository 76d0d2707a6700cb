import { eq, type SQL, sql } from "drizzle-orm";
import { newId } from "#src/lib/ids.ts";
import { builder, columns, type Param, type Params, type Statement, sqlWrite } from "#src/platform/db/statement.ts";
import { accessLog } from "#src/platform/db/tables/audit.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { UserActor } from "#src/policy/actor.ts";

/** Reading another person's record leaves a row, in the same round trip; reading one's own does not. */
export type Access = { subject: Subject; what: string; requestId: string };

/** Whose record is read; created by the function that `defineSubject` returns. */
export type Subject = {
  recordId: string;
  /** Set where the student is known without a lookup of the record. */
  studentId?: string;
  insert: Statement<AccessValues, number>;
};

type AccessValues = {
  id: string;
  schoolId: string;
  actorId: string;
  recordId: string;
  what: string;
  requestId: string;
};

/**
 * A kind of record that is about a student. `name` is the statement's, `access_<kind>`; `studentOf` is a select of one
 * column, the student of the record with this id. No row is written where there is no such record, or where it turns
 * out to be the reader's own.
 */
export function defineSubject(name: string, studentOf: (recordId: Param<"recordId", string>) => SQL) {
  const { id, schoolId, occurredAt, actorId, subjectId, what, requestId } = accessLog;
  const insert = sqlWrite(
    name,
    (p: Params<AccessValues>) => sql`
      insert into ${accessLog} (${columns(id, schoolId, occurredAt, actorId, subjectId, what, requestId)})
      select ${p.id}, ${p.schoolId}, now(), ${p.actorId}, found.student_id, ${p.what}, ${p.requestId}
      from (${studentOf(p.recordId)}) as found (student_id) where found.student_id <> ${p.actorId}`,
  );
  return (recordId: string): Subject => ({ recordId, insert });
}

const ofUser = defineSubject("access_student", (id) =>
  builder.select({ id: users.id }).from(users).where(eq(users.id, id)).getSQL(),
);

/** Anything that is read of one student as a whole. */
export function ofStudent(studentId: string): Subject {
  return { ...ofUser(studentId), studentId };
}

export type AccessRow = { insert: Statement<AccessValues, number>; values: AccessValues };

/** The row to write, or undefined where it is known that the record is the reader's own. */
export function accessRow(actor: UserActor, { subject, what, requestId }: Access): AccessRow | undefined {
  const { recordId, studentId, insert } = subject;
  const { userId: actorId, schoolId } = actor;
  if (studentId === actorId) return undefined;
  return { insert, values: { id: newId(), schoolId, actorId, recordId, what, requestId } };
}
