import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/programs/permissions.ts";
import {
  insertProgram,
  lockProgram,
  removeProgram,
  selectCodes,
  selectProgramUses,
  updateProgram,
} from "#src/features/programs/queries.ts";
import type { ProgramBody, ProgramChange } from "#src/features/programs/schema.ts";
import { maxPrograms, programCode, usesWords } from "#src/features/programs/values.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin adds a program to their school. */
export async function addProgram(ctx: UserContext, body: ProgramBody): Promise<{ id: string }> {
  const { schoolId } = ctx.actor;
  const id = newId();
  return withActor(
    ctx.actor,
    async (tx) => {
      authorize(ctx.actor, permissions.manage, { schoolId });
      const known = await tx.query(selectCodes, { schoolId });
      if (known.length >= maxPrograms) {
        throw new AppError("conflict", `A school has at most ${maxPrograms} programs.`);
      }
      const code = body.code ?? programCode(body.name, new Set(known.map((each) => each.code)));
      refuseTaken(known, id, code);
      tx.send(insertProgram, { id, schoolId, name: body.name, code });
      record(tx, ctx, "program.add", id);
      return { id };
    },
    ctx.bracket,
  );
}

export async function changeProgram(ctx: UserContext, id: string, body: ProgramChange): Promise<{ id: string }> {
  return withActor(ctx.actor, async (tx) => {
    const [[found], known] = await Promise.all([
      tx.query(lockProgram, { id }),
      tx.query(selectCodes, { schoolId: ctx.actor.schoolId }),
    ]);
    authorize(ctx.actor, permissions.manage, { schoolId: found?.schoolId ?? "" });
    const changed = { name: body.name ?? found?.name ?? "", code: body.code ?? found?.code ?? "" };
    refuseTaken(known, id, changed.code);
    tx.send(updateProgram, { id, ...changed });
    record(tx, ctx, "program.change", id);
    return { id };
  });
}

/** A school admin deletes a program that nothing refers to. */
export async function deleteProgram(ctx: UserContext, id: string): Promise<{ id: string }> {
  return withActor(ctx.actor, async (tx) => {
    const [found] = await tx.query(lockProgram, { id });
    authorize(ctx.actor, permissions.manage, { schoolId: found?.schoolId ?? "" });
    const [used] = await tx.query(selectProgramUses, { id });
    if (used && used.cohorts > 0) {
      throw new AppError("conflict", "The program still has cohorts. Delete them first.");
    }
    const words = used ? usesWords(used.uses) : null;
    if (words !== null) throw new AppError("conflict", `The program is in use: ${words}. It stays.`);
    tx.send(removeProgram, { id });
    record(tx, ctx, "program.delete", id);
    return { id };
  });
}

function refuseTaken(known: readonly { id: string; code: string }[], id: string, code: string): void {
  if (!known.some((each) => each.id !== id && each.code.toLowerCase() === code.toLowerCase())) return;
  throw new AppError("invalid", "Some values are not valid.", {
    errors: [{ path: "code", message: "is the code of another program" }],
  });
}

function record(tx: Tx, ctx: UserContext, action: string, entityId: string): void {
  audit(tx, ctx.actor, {
    action,
    entityType: "program",
    entityId,
    schoolId: ctx.actor.schoolId,
    requestId: ctx.requestId,
  });
}
