import { eq, sql } from "drizzle-orm";
import { getConsent, purpose } from "#src/features/learning-analytics/queries.ts";
import type { ConsentAnswer, ConsentBody } from "#src/features/learning-analytics/schema.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { columns, type Params, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { consents } from "#src/platform/db/tables/consents.ts";
import { learningAnalytics } from "#src/platform/db/tables/learning-analytics.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * A person decides whether their use of the program is recorded. Who withdraws takes back what was recorded with their
 * consent.
 */
export async function decideConsent(ctx: UserContext, { isGranted }: ConsentBody): Promise<ConsentAnswer> {
  const { actor } = ctx;
  const { userId, schoolId } = actor;
  return withActor(
    actor,
    async (tx) => {
      const time = now();
      if (isGranted) tx.send(grant, { userId, schoolId, purpose, time });
      else {
        // First the consent, which what is being stored holds until it is there to be removed.
        tx.send(withdraw, { userId, schoolId, purpose, time });
        tx.send(deleteRecorded, { userId });
      }
      audit(tx, actor, {
        action: isGranted ? "consent.grant" : "consent.withdraw",
        entityType: "user",
        entityId: userId,
        schoolId,
        requestId: ctx.requestId,
        detail: { purpose },
      });
      return getConsent(tx, userId);
    },
    ctx.bracket,
  );
}

type Decision = { userId: string; schoolId: string; purpose: string; time: Date };

/** The time of a consent that is in force stays. */
const grant = sqlWrite(
  "consent_grant",
  (p: Params<Decision>) => sql`
    insert into ${consents} (${columns(consents.userId, consents.schoolId, consents.purpose, consents.grantedAt)})
    values (${p.userId}, ${p.schoolId}, ${p.purpose}, ${p.time})
    on conflict (${columns(consents.userId, consents.purpose)}) do update
      set granted_at = case when ${consents.withdrawnAt} is null then ${consents.grantedAt} else excluded.granted_at end,
          withdrawn_at = null`,
);

/** Also of one that was never given: then it is a no to the question. */
const withdraw = statement("consent_withdraw", (db, p: Params<Decision>) =>
  db
    .insert(consents)
    .values({ userId: p.userId, schoolId: p.schoolId, purpose: p.purpose, grantedAt: p.time, withdrawnAt: p.time })
    .onConflictDoUpdate({ target: [consents.userId, consents.purpose], set: { withdrawnAt: p.time } }),
);

const deleteRecorded = statement("learning_analytics_forget", (db, p: Params<{ userId: string }>) =>
  db.delete(learningAnalytics).where(eq(learningAnalytics.userId, p.userId)),
);
