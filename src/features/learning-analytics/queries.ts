import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { ConsentAnswer } from "#src/features/learning-analytics/schema.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { consents } from "#src/platform/db/tables/consents.ts";
import { learningAnalytics } from "#src/platform/db/tables/learning-analytics.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** The name of the consent in `consents`. */
export const purpose = "learning_analytics";

export function readConsent({ actor }: UserContext): Promise<ConsentAnswer> {
  return readAs(actor, (tx) => getConsent(tx, actor.userId));
}

async function getConsent(tx: Tx, userId: string): Promise<ConsentAnswer> {
  const [consent] = await tx.query(selectConsent, { userId, purpose });
  if (!consent) throw new AppError("unauthenticated", "Sign in to continue.");
  const { grantedAt, ...answer } = consent;
  return { ...answer, isGranted: grantedAt !== null, grantedAt: grantedAt?.toISOString() ?? null };
}

const consentRow = z.object({
  grantedAt: z.date().nullable(),
  isAnswered: z.boolean(),
  recorded: z.number(),
  recordsAddresses: z.boolean(),
});

const selectConsent = sqlStatement(
  "consent_read",
  consentRow,
  (p: Params<{ userId: string; purpose: string }>) => sql`
    select case when ${consents.withdrawnAt} is null then ${consents.grantedAt} end as "grantedAt",
           ${consents.userId} is not null as "isAnswered",
           (select count(*)::int from ${learningAnalytics} where ${learningAnalytics.userId} = ${p.userId}) as recorded,
           coalesce((${schools.settings}->>'recordsAddresses')::boolean, false) as "recordsAddresses"
    from ${users}
    join ${schools} on ${schools.id} = ${users.schoolId}
    left join ${consents} on ${consents.userId} = ${users.id} and ${consents.purpose} = ${p.purpose}
    where ${users.id} = ${p.userId}`,
);
