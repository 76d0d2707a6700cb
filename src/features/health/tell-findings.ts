import { and } from "drizzle-orm";
import { type CheckKind, checkNames } from "#src/features/health/values.ts";
import { notify } from "#src/features/notifications/notify.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { statement } from "#src/platform/db/statement.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** Tells whoever runs the program that a check found something, whatever they chose to be told. */
export async function tellFindings(tx: Tx, kind: CheckKind): Promise<void> {
  const people = await tx.query(selectSuperAdmins);
  notify(
    tx,
    ...people.map(({ userId, schoolId }) => ({
      template: "integrityFound" as const,
      schoolId,
      userId,
      variables: { check_name: checkNames[kind] },
      payload: { healthCheck: kind },
      priority: "URGENT" as const,
    })),
  );
}

const selectSuperAdmins = statement("health_super_admins", (db) =>
  db
    .select({ userId: users.id, schoolId: users.schoolId })
    .from(users)
    .where(and(isOneOf(users.status, "ACTIVE"), isOneOf(users.role, "SUPER_ADMIN")))
    .orderBy(users.id),
);
