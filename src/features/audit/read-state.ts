import { selectState } from "#src/features/audit/queries.ts";
import { firstIdFrom } from "#src/features/audit/rules.ts";
import type { AuditStateAnswer } from "#src/features/audit/schema.ts";
import { now } from "#src/lib/clock.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** Entries that a check may not have seen are younger: each school is checked once a day. */
const newestMs = 2 * 24 * 60 * 60_000;

/** Whether the record of who looked and changed is whole, as far as the last check went. */
export async function readState({ actor }: UserContext): Promise<AuditStateAnswer> {
  const newerFrom = firstIdFrom(new Date(now().getTime() - newestMs));
  const [found] = await readAs(actor, (tx) => tx.query(selectState, { schoolId: actor.schoolId, newerFrom }));
  if (!found) throw new Error("A school has a state.");
  return {
    ...found,
    checkedAt: found.checkedAt?.toISOString() ?? null,
    anchoredAt: found.anchoredAt?.toISOString() ?? null,
  };
}
