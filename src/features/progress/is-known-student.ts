import { and, eq } from "drizzle-orm";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** Whether the reader may see a student with this id. A student without rows must look the same as a hidden one. */
export async function isKnownStudent(tx: Tx, studentId: string): Promise<boolean> {
  return (await tx.query(selectStudent, { studentId })).length > 0;
}

const selectStudent = statement("student_known", (db, p: Params<{ studentId: string }>) =>
  db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, p.studentId), isOneOf(users.role, "STUDENT"))),
);
