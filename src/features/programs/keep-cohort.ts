import { AppError, type FieldError } from "#src/errors.ts";
import { permissions } from "#src/features/programs/permissions.ts";
import {
  insertCohort,
  lockCohort,
  lockProgram,
  removeCohort,
  selectCohortNames,
  selectCohortUses,
  updateCohort,
} from "#src/features/programs/queries.ts";
import type { CohortBody, CohortChange } from "#src/features/programs/schema.ts";
import { usesWords } from "#src/features/programs/values.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

type Values = { programId: string; name: string; startsOn: string | null; endsOn: string | null };

/** A school admin adds a cohort to a program. */
export async function addCohort(ctx: UserContext, body: CohortBody): Promise<{ id: string }> {
  const { schoolId } = ctx.actor;
  const id = newId();
  return withActor(
    ctx.actor,
    async (tx) => {
      authorize(ctx.actor, permissions.manage, { schoolId });
      await checkCohort(tx, ctx, id, body);
      tx.send(insertCohort, { id, schoolId, ...body });
      record(tx, ctx, "cohort.add", id);
      return { id };
    },
    ctx.bracket,
  );
}

/** A school admin changes a cohort. One with people stays in its program, since they study it. */
export async function changeCohort(ctx: UserContext, id: string, body: CohortChange): Promise<{ id: string }> {
  return withActor(ctx.actor, async (tx) => {
    const [found] = await tx.query(lockCohort, { id });
    authorize(ctx.actor, permissions.manage, { schoolId: found?.schoolId ?? "" });
    if (!found) throw new AppError("not_found", "There is no such record.");
    const changed: Values = {
      programId: body.programId ?? found.programId,
      name: body.name ?? found.name,
      startsOn: body.startsOn === undefined ? found.startsOn : body.startsOn,
      endsOn: body.endsOn === undefined ? found.endsOn : body.endsOn,
    };
    await checkCohort(tx, ctx, id, changed);
    if (changed.programId !== found.programId) {
      const [used] = await tx.query(selectCohortUses, { id });
      if (used && used.uses.people > 0) {
        throw new AppError("conflict", "People of this cohort study its program, so it stays in the program.");
      }
    }
    tx.send(updateCohort, { id, ...changed });
    record(tx, ctx, "cohort.change", id);
    return { id };
  });
}

/** A school admin deletes a cohort that nothing refers to. */
export async function deleteCohort(ctx: UserContext, id: string): Promise<{ id: string }> {
  return withActor(ctx.actor, async (tx) => {
    const [found] = await tx.query(lockCohort, { id });
    authorize(ctx.actor, permissions.manage, { schoolId: found?.schoolId ?? "" });
    const [used] = await tx.query(selectCohortUses, { id });
    const words = used ? usesWords(used.uses) : null;
    if (words !== null) throw new AppError("conflict", `The cohort is in use: ${words}. It stays.`);
    tx.send(removeCohort, { id });
    record(tx, ctx, "cohort.delete", id);
    return { id };
  });
}

/** The lock on the program makes two of its cohorts that are named at once wait for each other. */
async function checkCohort(tx: Tx, ctx: UserContext, id: string, values: Values): Promise<void> {
  const [program] = await tx.query(lockProgram, { id: values.programId });
  const names = await tx.query(selectCohortNames, { programId: values.programId });
  authorize(ctx.actor, permissions.manage, { schoolId: program?.schoolId ?? "" });
  const errors: FieldError[] = [];
  if (names.some((each) => each.id !== id && each.name.toLowerCase() === values.name.toLowerCase())) {
    errors.push({ path: "name", message: "is the name of another cohort of the program" });
  }
  if (values.startsOn !== null && values.endsOn !== null && values.endsOn < values.startsOn) {
    errors.push({ path: "endsOn", message: "must not be before the first day" });
  }
  if (errors.length > 0) throw new AppError("invalid", "Some values are not valid.", { errors });
}

function record(tx: Tx, ctx: UserContext, action: string, entityId: string): void {
  audit(tx, ctx.actor, {
    action,
    entityType: "cohort",
    entityId,
    schoolId: ctx.actor.schoolId,
    requestId: ctx.requestId,
  });
}
