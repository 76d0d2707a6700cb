import { eq, sql } from "drizzle-orm";
import type { SignInRules, SignInRulesBody } from "#src/features/sessions/factors/schema.ts";
import { usualLimits } from "#src/features/sessions/limits.ts";
import { permissions } from "#src/features/sessions/permissions.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { signInRules } from "#src/platform/db/tables/factors.ts";
import { readAs, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** Which roles of the school need a second factor, and how long its people stay signed in. */
export async function readSignInRules({ actor }: UserContext): Promise<SignInRules> {
  const { schoolId } = actor;
  authorize(actor, permissions.rule, { schoolId });
  const [rule] = await readAs(actor, (tx) => tx.query(selectRules, { schoolId }));
  return { ...(rule ?? none), usual: usualLimits() };
}

/**
 * An administrator decides which roles need a factor, which holds from each person's next sign-in on: nobody is put out in the
 * middle of their work. How long people stay signed in holds for all sessions, from their next renewal on.
 */
export async function keepSignInRules(ctx: UserContext, body: SignInRulesBody): Promise<SignInRules> {
  const { schoolId } = ctx.actor;
  authorize(ctx.actor, permissions.rule, { schoolId });
  const kept = await withActor(ctx.actor, async (tx) => {
    const [before = none] = await tx.query(selectRules, { schoolId });
    const { idleMinutes = before.idleMinutes, longestHours = before.longestHours } = body;
    const { sharedIdleMinutes = before.sharedIdleMinutes } = body;
    const factorRoles = [...new Set(body.factorRoles)].sort();
    const next: Rules = { factorRoles, idleMinutes, longestHours, sharedIdleMinutes };
    tx.send(upsertRules, { schoolId, ...next, time: now() });
    audit(tx, ctx.actor, {
      action: "sign-in-rule.change",
      entityType: "school",
      entityId: schoolId,
      schoolId,
      requestId: ctx.requestId,
      detail: next,
    });
    return next;
  });
  return { ...kept, usual: usualLimits() };
}

type Rules = Omit<SignInRules, "usual">;

const none: Rules = { factorRoles: [], idleMinutes: null, longestHours: null, sharedIdleMinutes: null };

const selectRules = statement("sign_in_rules", (db, p: Params<{ schoolId: string }>) =>
  db
    .select({
      factorRoles: signInRules.factorRoles,
      idleMinutes: signInRules.idleMinutes,
      longestHours: signInRules.longestHours,
      sharedIdleMinutes: signInRules.sharedIdleMinutes,
    })
    .from(signInRules)
    .where(eq(signInRules.schoolId, p.schoolId)),
);

const upsertRules = statement("sign_in_rules_keep", (db, p: Params<Rules & { schoolId: string; time: Date }>) =>
  db
    .insert(signInRules)
    .values({
      schoolId: p.schoolId,
      factorRoles: p.factorRoles,
      idleMinutes: p.idleMinutes,
      longestHours: p.longestHours,
      sharedIdleMinutes: p.sharedIdleMinutes,
      updatedAt: p.time,
    })
    .onConflictDoUpdate({
      target: signInRules.schoolId,
      set: {
        factorRoles: sql`excluded.factor_roles`,
        idleMinutes: sql`excluded.idle_minutes`,
        longestHours: sql`excluded.longest_hours`,
        sharedIdleMinutes: sql`excluded.shared_idle_minutes`,
        updatedAt: sql`excluded.updated_at`,
      },
    }),
);
