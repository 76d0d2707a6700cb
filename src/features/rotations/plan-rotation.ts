import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/rotations/permissions.ts";
import { faultsOfPeriod } from "#src/features/rotations/rules.ts";
import type { RotationBody } from "#src/features/rotations/schema.ts";
import { dayWords } from "#src/lib/day.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { placements } from "#src/platform/db/tables/placements.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin plans a rotation: where, when, for how many students, and how many hours each is to work there. */
export async function planRotation(ctx: UserContext, body: RotationBody): Promise<{ id: string }> {
  const { schoolId } = ctx.actor;
  const id = newId();
  return withActor(
    ctx.actor,
    async (tx) => {
      authorize(ctx.actor, permissions.plan, { schoolId });
      await checkRotation(tx, body);
      tx.send(insertRotation, { ...body, id, schoolId });
      auditPlan(tx, ctx, "rotation.plan", id, body);
      return { id };
    },
    ctx.bracket,
  );
}

/** A school admin changes a rotation. Its days still include those of its placements, and its places those taken. */
export async function changeRotation(ctx: UserContext, id: string, body: RotationBody): Promise<{ id: string }> {
  return withActor(ctx.actor, async (tx) => {
    const [[found], [placed]] = await Promise.all([
      tx.query(lockRotation, { id }),
      tx.query(selectPlacedDays, { rotationId: id }),
      checkRotation(tx, body),
    ]);
    authorize(ctx.actor, permissions.plan, { schoolId: found?.schoolId ?? "" });
    if (placed?.firstDay && placed.firstDay < body.startsOn) {
      throw new AppError(
        "conflict",
        `A student is placed here from ${dayWords(placed.firstDay)} on. Change the placement first.`,
      );
    }
    if (placed?.lastDay && placed.lastDay > body.endsOn) {
      throw new AppError(
        "conflict",
        `A student is placed here until ${dayWords(placed.lastDay)}. Change the placement first.`,
      );
    }
    tx.send(updateRotation, { ...body, id });
    auditPlan(tx, ctx, "rotation.change", id, body);
    return { id };
  });
}

/** A school admin throws away a rotation in which nobody was ever placed; one that was used stays on the record. */
export async function deleteRotation(ctx: UserContext, id: string): Promise<{ id: string }> {
  return withActor(ctx.actor, async (tx) => {
    const [[found], [placed]] = await Promise.all([
      tx.query(lockRotation, { id }),
      tx.query(selectAnyPlacement, { rotationId: id }),
    ]);
    authorize(ctx.actor, permissions.plan, { schoolId: found?.schoolId ?? "" });
    if (placed) {
      throw new AppError("conflict", "Students were placed in this rotation, so it stays on the record.");
    }
    tx.send(removeRotation, { id });
    audit(tx, ctx.actor, {
      action: "rotation.delete",
      entityType: "rotation",
      entityId: id,
      schoolId: ctx.actor.schoolId,
      requestId: ctx.requestId,
    });
    return { id };
  });
}

async function checkRotation(tx: Tx, body: RotationBody): Promise<void> {
  const errors = faultsOfPeriod(body);
  if (body.programId !== null) {
    const [program] = await tx.query(selectProgram, { id: body.programId });
    if (!program) errors.push({ path: "programId", message: "is not a program of this school" });
  }
  if (errors.length > 0) throw new AppError("invalid", "Some values are not valid.", { errors });
}

function auditPlan(tx: Tx, ctx: UserContext, action: string, entityId: string, body: RotationBody): void {
  const { startsOn, endsOn, places, requiredMinutes } = body;
  audit(tx, ctx.actor, {
    action,
    entityType: "rotation",
    entityId,
    schoolId: ctx.actor.schoolId,
    requestId: ctx.requestId,
    detail: { startsOn, endsOn, places, requiredMinutes },
  });
}

const lockRotation = statement("rotation_lock", (db, p: Params<{ id: string }>) =>
  db.select({ schoolId: rotations.schoolId }).from(rotations).where(eq(rotations.id, p.id)).for("no key update"),
);

const selectPlacedDays = sqlStatement(
  "rotation_placed_days",
  z.object({ firstDay: z.string().nullable(), lastDay: z.string().nullable() }),
  (p: Params<{ rotationId: string }>) => sql`
    select min(${placements.startsOn})::text as "firstDay", max(${placements.endsOn})::text as "lastDay"
    from ${placements} where ${placements.rotationId} = ${p.rotationId} and ${placements.endedAt} is null`,
);

const selectAnyPlacement = statement("rotation_any_placement", (db, p: Params<{ rotationId: string }>) =>
  db.select({ id: placements.id }).from(placements).where(eq(placements.rotationId, p.rotationId)).limit(1),
);

const removeRotation = statement("rotation_delete", (db, p: Params<{ id: string }>) =>
  db.delete(rotations).where(eq(rotations.id, p.id)),
);

const selectProgram = statement("rotation_program", (db, p: Params<{ id: string }>) =>
  db.select({ id: programs.id }).from(programs).where(eq(programs.id, p.id)),
);

type Values = RotationBody & { id: string };

const insertRotation = statement("rotation_insert", (db, p: Params<Values & { schoolId: string }>) =>
  db.insert(rotations).values({
    id: p.id,
    schoolId: p.schoolId,
    programId: p.programId,
    name: p.name,
    site: p.site,
    unit: p.unit,
    startsOn: p.startsOn,
    endsOn: p.endsOn,
    places: p.places,
    requiredMinutes: p.requiredMinutes,
  }),
);

const updateRotation = statement("rotation_update", (db, p: Params<Values>) =>
  db
    .update(rotations)
    .set({
      programId: p.programId,
      name: p.name,
      site: p.site,
      unit: p.unit,
      startsOn: p.startsOn,
      endsOn: p.endsOn,
      places: p.places,
      requiredMinutes: p.requiredMinutes,
    })
    .where(eq(rotations.id, p.id)),
);
