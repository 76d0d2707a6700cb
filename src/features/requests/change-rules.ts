import { permissions } from "#src/features/requests/permissions.ts";
import type { RequestRules } from "#src/features/requests/values.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { requestRules } from "#src/platform/db/tables/request-rules.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin sets the rules of their school's requests. They hold for requests that are made or renewed from then on. */
export async function changeRules(ctx: UserContext, rules: RequestRules): Promise<RequestRules> {
  const { schoolId } = ctx.actor;
  await withActor(ctx.actor, (tx) => {
    authorize(ctx.actor, permissions.manage, { schoolId });
    tx.send(upsertRules, { schoolId, ...rules, at: now() });
    audit(tx, ctx.actor, {
      action: "request.rules",
      entityType: "school",
      entityId: schoolId,
      schoolId,
      requestId: ctx.requestId,
      detail: { ...rules },
    });
  });
  return rules;
}

const upsertRules = statement(
  "request_rules_change",
  (db, p: Params<RequestRules & { schoolId: string; at: Date }>) => {
    const rules = {
      daysBack: p.daysBack,
      daysToAnswer: p.daysToAnswer,
      reminderDays: p.reminderDays,
      updatedAt: p.at,
    };
    return db
      .insert(requestRules)
      .values({ schoolId: p.schoolId, ...rules })
      .onConflictDoUpdate({ target: requestRules.schoolId, set: rules });
  },
);
