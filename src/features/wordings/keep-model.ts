import { AppError } from "#src/errors.ts";
import { sealKey } from "#src/features/wordings/ask-model.ts";
import { events } from "#src/features/wordings/events.ts";
import { getWordings } from "#src/features/wordings/list-wordings.ts";
import { permissions } from "#src/features/wordings/permissions.ts";
import type { ModelBody, SwitchBody, WordingsAnswer } from "#src/features/wordings/schema.ts";
import {
  deleteModel,
  deleteWordings,
  lockModel,
  showWordings,
  updateSwitch,
  upsertModel,
} from "#src/features/wordings/statements.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import type { RowOf } from "#src/platform/db/statement.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/**
 * A school admin names a model, or has it asked again. A job asks it for every sentence; what another one had made is
 * removed. The key stays with its address: else whoever may name an address could have it sent to themselves.
 */
export async function keepModel(ctx: UserContext, { address, model, key }: ModelBody): Promise<WordingsAnswer> {
  return change(ctx, async (tx, schoolId, found) => {
    const isElsewhere = found !== undefined && originOf(found.address) !== originOf(address);
    if (key === undefined && isElsewhere && found.sealedKey !== null) {
      throw new AppError("invalid", "Some values are not valid.", {
        errors: [{ path: "key", message: "is needed again for another address" }],
      });
    }
    const sealed = key ? sealKey(key, schoolId) : { sealedKey: null, sealedWith: null };
    const kept = key === undefined && found ? found : sealed;
    const { sealedKey, sealedWith } = kept;
    tx.send(upsertModel, { schoolId, address, model, sealedKey, sealedWith, at: now() });
    const isOther = found?.address !== address || found.model !== model;
    if (isOther) tx.send(deleteWordings, { schoolId });
    emit(tx, [events.wanted.of({ schoolId, data: {} })]);
    // Address and name were typed, and are not in the audit.
    record(tx, ctx, "wording.name-model", {
      changed: isOther,
      key: key === undefined ? "kept" : key === null ? "none" : "new",
    });
  });
}

/** Shows the model's sentences, or ours again. */
export async function switchWordings(ctx: UserContext, { isOn }: SwitchBody): Promise<WordingsAnswer> {
  return change(ctx, (tx, schoolId, found) => {
    if (!found) throw new AppError("conflict", "Name a language model first.");
    tx.send(updateSwitch, { schoolId, isOn, at: now() });
    tx.send(showWordings, { schoolId, isOn });
    record(tx, ctx, isOn ? "wording.switch-on" : "wording.switch-off");
  });
}

/** Forgets the model, its key and its sentences. */
export async function removeModel(ctx: UserContext): Promise<WordingsAnswer> {
  return change(ctx, (tx, schoolId, found) => {
    tx.send(deleteWordings, { schoolId });
    tx.send(deleteModel, { schoolId });
    if (found) record(tx, ctx, "wording.remove-model");
  });
}

type Found = RowOf<typeof lockModel> | undefined;

async function change(
  ctx: UserContext,
  write: (tx: Tx, schoolId: string, found: Found) => Promise<void> | void,
): Promise<WordingsAnswer> {
  const { schoolId } = ctx.actor;
  const answer = await withActor(ctx.actor, async (tx) => {
    authorize(ctx.actor, permissions.manage, { schoolId });
    const [found] = await tx.query(lockModel, { schoolId });
    await write(tx, schoolId, found);
    return getWordings(tx, schoolId);
  });
  wakeRelay();
  return answer;
}

function originOf(address: string): string {
  return new URL(address).origin;
}

export function record(tx: Tx, ctx: UserContext, action: string, detail?: Record<string, unknown>): void {
  const { schoolId } = ctx.actor;
  audit(tx, ctx.actor, {
    action,
    entityType: "school",
    entityId: schoolId,
    schoolId,
    requestId: ctx.requestId,
    ...(detail ? { detail } : {}),
  });
}
