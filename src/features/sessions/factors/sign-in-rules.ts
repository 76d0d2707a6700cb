import { eq, sql } from "drizzle-orm";
import type { SignInRules } from "#src/features/sessions/factors/schema.ts";
import { permissions } from "#src/features/sessions/permissions.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { signInRules } from "#src/platform/db/tables/factors.ts";
import { readAs, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** Which roles of the school need a second factor. */
export async function readSignInRules({ actor }: UserContext): Promise<SignInRules> {
  const { schoolId } = actor;
  authorize(actor, permissions.rule, { schoolId });
  const [rule] = await readAs(actor, (tx) => tx.query(selectRules, { schoolId }));
  return { factorRoles: rule?.factorRoles ?? [] };
}

/**
 * An administrator decides which roles need one. It holds from each person's next sign-in on: nobody is put out in the
 * middle of their work.
 */
export async function keepSignInRules(ctx: UserContext, body: SignInRules): Promise<SignInRules> {
  const { schoolId } = ctx.actor;
  authorize(ctx.actor, permissions.rule, { schoolId });
  const factorRoles = [...new Set(body.factorRoles)].sort();
  await withActor(ctx.actor, (tx) => {
    tx.send(upsertRules, { schoolId, factorRoles, time: now() });
    audit(tx, ctx.actor, {
      action: "sign-in-rule.change",
      entityType: "school",
      entityId: schoolId,
      schoolId,
      requestId: ctx.requestId,
      detail: { factorRoles },
    });
  });
  return { factorRoles };
}

const selectRules = statement("sign_in_rules", (db, p: Params<{ schoolId: string }>) =>
  db.select({ factorRoles: signInRules.factorRoles }).from(signInRules).where(eq(signInRules.schoolId, p.schoolId)),
);

const upsertRules = statement(
  "sign_in_rules_keep",
  (db, p: Params<{ schoolId: string; factorRoles: SignInRules["factorRoles"]; time: Date }>) =>
    db
      .insert(signInRules)
      .values({ schoolId: p.schoolId, factorRoles: p.factorRoles, updatedAt: p.time })
      .onConflictDoUpdate({
        target: signInRules.schoolId,
        set: { factorRoles: sql`excluded.factor_roles`, updatedAt: sql`excluded.updated_at` },
      }),
);
