import { events } from "#src/features/predictions/events.ts";
import { permissions } from "#src/features/predictions/permissions.ts";
import type { PredictionSettings } from "#src/features/predictions/schema.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { predictionSettings } from "#src/platform/db/tables/predictions.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin switches predictions off or on. Off, nobody is said to be at risk from that moment on. */
export async function switchPredictions(ctx: UserContext, { isOn }: PredictionSettings): Promise<PredictionSettings> {
  const { schoolId } = ctx.actor;
  await withActor(ctx.actor, (tx) => {
    authorize(ctx.actor, permissions.manage, { schoolId });
    tx.send(upsertSwitch, { schoolId, isOn, at: now() });
    emit(tx, [events.switched.of({ schoolId, data: { isOn } })]);
    audit(tx, ctx.actor, {
      action: isOn ? "prediction.switch-on" : "prediction.switch-off",
      entityType: "school",
      entityId: schoolId,
      schoolId,
      requestId: ctx.requestId,
    });
  });
  return { isOn };
}

const upsertSwitch = statement("prediction_switch", (db, p: Params<{ schoolId: string; isOn: boolean; at: Date }>) => {
  const row = { isOn: p.isOn, updatedAt: p.at };
  return db
    .insert(predictionSettings)
    .values({ schoolId: p.schoolId, ...row })
    .onConflictDoUpdate({ target: predictionSettings.schoolId, set: row });
});
