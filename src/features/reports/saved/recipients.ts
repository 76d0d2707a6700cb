import { selectAdmins, selectName } from "#src/features/reports/queries.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { UserActor } from "#src/policy/actor.ts";

/** To whom a person may have a report sent: a school admin to admins of the school, a supervisor to themselves. */
export async function recipientsOf(
  tx: Tx,
  { role, userId, schoolId }: Pick<UserActor, "role" | "userId" | "schoolId">,
): Promise<{ id: string; name: string }[]> {
  if (role === "SCHOOL_ADMIN") return tx.query(selectAdmins, { schoolId });
  if (role !== "CLINICAL_SUPERVISOR") return [];
  const found = await tx.query(selectName, { userId });
  return found.map(({ name }) => ({ id: userId, name }));
}
