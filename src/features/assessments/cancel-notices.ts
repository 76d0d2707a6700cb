import { sql } from "drizzle-orm";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlWrite } from "#src/platform/db/statement.ts";
import { notificationQueue } from "#src/platform/db/tables/notifications.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { Actor } from "#src/policy/actor.ts";

/** Cancels what the student was told of an evaluation that its author took back: the link would lead nowhere. */
export async function cancelNotices(
  actor: Actor,
  { studentId, evaluationId }: { studentId: string; evaluationId: string | null },
): Promise<void> {
  if (evaluationId === null) return;
  await withActor(actor, (tx) => tx.send(cancel, { studentId, evaluationId }));
}

const q = notificationQueue;

const cancel = sqlWrite(
  "notices_cancel",
  (p: Params<{ studentId: string; evaluationId: string }>) => sql`
    update ${q} set status = 'CANCELLED', updated_at = now()
    where ${q.userId} = ${p.studentId} and ${q.payload} ->> 'evaluationId' = ${p.evaluationId}
      and ${isOneOf(q.status, "PENDING")}`,
);
