import { and, eq } from "drizzle-orm";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { users } from "#src/platform/db/tables/users.ts";

/** Also of somebody who is suspended, who may have to be told; not of one who left. */
export const selectRecipient = statement("message_recipient", (db, p: Params<{ studentId: string }>) =>
  db
    .select({ schoolId: users.schoolId })
    .from(users)
    .where(and(eq(users.id, p.studentId), isOneOf(users.role, "STUDENT"), isNoneOf(users.status, "LEFT"))),
);

export const selectSender = statement("message_sender", (db, p: Params<{ userId: string }>) =>
  db.select({ name: users.name }).from(users).where(eq(users.id, p.userId)),
);
