import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { notify } from "#src/features/notifications/notify.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** Tells the admins of a school, and those of all schools, that its audit was altered, whatever they chose to be told. */
export async function tellFault(tx: Tx, schoolId: string): Promise<void> {
  const [[school], people] = await Promise.all([
    tx.query(selectSchoolName, { schoolId }),
    tx.query(selectAdmins, { schoolId }),
  ]);
  if (!school) return;
  notify(
    tx,
    ...people.map((person) => ({
      template: "auditBroken" as const,
      schoolId: person.schoolId,
      userId: person.userId,
      variables: { school_name: school.name },
      // Admins of all schools have no page of one school's audit.
      payload: person.role === "SCHOOL_ADMIN" ? { auditSchoolId: schoolId } : { brokenSchoolId: schoolId },
      priority: "URGENT" as const,
    })),
  );
}

const selectSchoolName = statement("audit_fault_school", (db, p: Params<{ schoolId: string }>) =>
  db.select({ name: schools.name }).from(schools).where(eq(schools.id, p.schoolId)),
);

const selectAdmins = sqlStatement(
  "audit_fault_admins",
  z.object({ userId: z.string(), schoolId: z.string(), role: z.string() }),
  (p: Params<{ schoolId: string }>) => sql`
    select ${users.id} as "userId", ${users.schoolId} as "schoolId", ${users.role} from ${users}
    where ${isOneOf(users.status, "ACTIVE")} and (${isOneOf(users.role, "SUPER_ADMIN")}
      or (${isOneOf(users.role, "SCHOOL_ADMIN")} and ${users.schoolId} = ${p.schoolId}))
    order by ${users.id}`,
);
