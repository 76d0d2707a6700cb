import { eq, type SQL, sql } from "drizzle-orm";
import { newId } from "#src/lib/ids.ts";
import {
  builder,
  columns,
  type Param,
  type Params,
  type Statement,
  sqlWrite,
  statement,
} from "#src/platform/db/statement.ts";
import { type AccessDetail, accessLog } from "#src/platform/db/tables/audit.ts";
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
  /** The same for a super admin: the row stands in the school of the record and not in the reader's. */
  insertAcross: Statement<AccessValues, number>;
};

type AccessValues = {
  id: string;
  schoolId: string;
  actorId: string;
  recordId: string | null;
  detail: AccessDetail | null;
  what: string;
  requestId: string;
};

/**
 * A kind of record that is about a student. `name` is the statement's, `access_<kind>`; `studentOf` is a select of one
 * column, the student of the record with this id. No row is written where there is no such record, or where it turns
 * out to be the reader's own.
 */
export function defineSubject(name: string, studentOf: (recordId: Param<"recordId", string | null>) => SQL) {
  const { id, schoolId, occurredAt, actorId, subjectId, what, requestId } = accessLog;
  const insertInto = (school: (p: Params<AccessValues>) => SQL) => (p: Params<AccessValues>) =>
    sql`
    insert into ${accessLog} (${columns(id, schoolId, occurredAt, actorId, subjectId, what, requestId)})
    select ${p.id}, ${school(p)}, now(), ${p.actorId}, found.student_id, ${p.what}, ${p.requestId}
    from (${studentOf(p.recordId)}) as found (student_id) where found.student_id <> ${p.actorId}`;
  const insert = sqlWrite(
    name,
    insertInto((p) => sql`${p.schoolId}`),
  );
  const insertAcross = sqlWrite(
    `${name}_across`,
    insertInto(() => sql`(select ${users.schoolId} from ${users} where ${users.id} = found.student_id)`),
  );
  return (recordId: string): Subject => ({ recordId, insert, insertAcross });
}

const ofUser = defineSubject("access_student", (id) =>
  builder.select({ id: users.id }).from(users).where(eq(users.id, id)).getSQL(),
);

/** Anything that is read of one student as a whole. */
export function ofStudent(studentId: string): Subject {
  return { ...ofUser(studentId), studentId };
}

/** A list or an aggregate of other people's records. It costs the read a second round trip, since the count is known last. */
export type Listing<Result> = {
  what: string;
  requestId: string;
  /** The number of records that the reader receives. */
  count(result: Result): number;
  /** What narrowed the list. Of a word that somebody typed, only that there was one: `hasText`. */
  filter?: Record<string, string | number | boolean | null | undefined>;
};

/** What narrows a list: text that a person typed may be a name, and only its presence is stored. */
export function hasText(text: string | undefined): true | undefined {
  return text === undefined ? undefined : true;
}

export type AccessRow = { insert: Statement<AccessValues, number>; values: AccessValues };

/** The row to write, or undefined where it is known that the record is the reader's own. */
export function accessRow(actor: UserActor, { subject, what, requestId }: Access): AccessRow | undefined {
  const { recordId, studentId } = subject;
  if (studentId === actor.userId) return undefined;
  const insert = actor.role === "SUPER_ADMIN" ? subject.insertAcross : subject.insert;
  return { insert, values: { ...valuesOf(actor, what, requestId), recordId } };
}

export function listingRow(
  actor: UserActor,
  { what, requestId, filter = {} }: Listing<never>,
  count: number,
): AccessRow {
  const given = Object.entries(filter).flatMap(([name, value]) => (value == null ? [] : [[name, value] as const]));
  const detail = { count, filter: Object.fromEntries(given) };
  return { insert: insertDetail, values: { ...valuesOf(actor, what, requestId), detail } };
}

/** What was refused, with the ids that it named: the record may not exist, or may be of another school. */
export function refusedRow(
  actor: UserActor,
  { what, requestId, ...detail }: { what: string; requestId: string; refused: number; asked: Record<string, string> },
): AccessRow {
  return { insert: insertDetail, values: { ...valuesOf(actor, what, requestId), detail } };
}

const insertDetail = statement("access_detail", (db, p: Params<AccessValues>) =>
  db.insert(accessLog).values({
    id: p.id,
    schoolId: p.schoolId,
    actorId: p.actorId,
    what: p.what,
    requestId: p.requestId,
    detail: p.detail,
  }),
);

function valuesOf({ userId: actorId, schoolId }: UserActor, what: string, requestId: string): AccessValues {
  return { id: newId(), schoolId, actorId, recordId: null, detail: null, what, requestId };
}
