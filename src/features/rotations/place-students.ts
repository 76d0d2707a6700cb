import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError, type FieldError } from "#src/errors.ts";
import { notify } from "#src/features/notifications/notify.ts";
import { permissions } from "#src/features/rotations/permissions.ts";
import { faultsOfPeriod } from "#src/features/rotations/rules.ts";
import type { PlaceBody, placementBody } from "#src/features/rotations/schema.ts";
import { freePlaces } from "#src/features/rotations/values.ts";
import { now } from "#src/lib/clock.ts";
import { dayWords } from "#src/lib/day.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { columns, type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { placementSupervisors, placements } from "#src/platform/db/tables/placements.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/**
 * A school admin places students in a rotation under one or more supervisors: all of them or, where a place is missing
 * or somebody is placed there already, none.
 */
export async function placeStudents(
  ctx: UserContext,
  rotationId: string,
  body: PlaceBody,
): Promise<{ placementIds: string[] }> {
  const { schoolId } = ctx.actor;
  const studentIds = [...new Set(body.studentIds)];
  const supervisorIds = [...new Set(body.supervisorIds)];
  return withActor(
    ctx.actor,
    async (tx) => {
      const [[rotation], people, [taken], placed] = await Promise.all([
        tx.query(lockRotation, { id: rotationId }),
        tx.query(selectPeople, { ids: [...studentIds, ...supervisorIds] }),
        tx.query(selectTaken, { ...body, rotationId, beside: null }),
        tx.query(selectPlaced, { ...body, rotationId, studentIds, beside: null }),
      ]);
      authorize(ctx.actor, permissions.plan, { schoolId: rotation?.schoolId ?? "" });
      if (!rotation) throw new AppError("not_found", "There is no such rotation.");
      refuse([
        ...faultsOfPeriod(body, rotation),
        ...faultsOfPeople(people, "studentIds", body.studentIds, "STUDENT"),
        ...faultsOfPeople(people, "supervisorIds", body.supervisorIds, "CLINICAL_SUPERVISOR"),
      ]);
      refusePlaced(placed);
      refuseOverfull(rotation.places, taken?.taken ?? 0, studentIds.length);
      const rows = studentIds.map((studentId) => ({ id: newId(), studentId }));
      tx.send(insertPlacements, { ...body, rotationId, schoolId, rows: JSON.stringify(rows) });
      tx.send(insertSupervisors, { placementIds: rows.map(({ id }) => id), supervisorIds, schoolId });
      for (const { id, studentId } of rows) {
        auditPlacement(tx, ctx, "placement.make", { id, studentId }, { ...body, rotationId, supervisorIds });
      }
      notify(
        tx,
        ...rows.map(({ id, studentId }) => ({
          template: "placementMade" as const,
          schoolId,
          userId: studentId,
          variables: {
            rotation_name: rotation.name,
            first_day: dayWords(body.startsOn),
            last_day: dayWords(body.endsOn),
          },
          payload: { placementId: id },
        })),
      );
      return { placementIds: rows.map(({ id }) => id) };
    },
    ctx.bracket,
  );
}

/** A school admin changes the days or the supervisors of a placement that has not been ended. */
export async function changePlacement(
  ctx: UserContext,
  id: string,
  body: z.output<typeof placementBody>,
): Promise<{ id: string; endedAt: null }> {
  const { schoolId } = ctx.actor;
  const supervisorIds = [...new Set(body.supervisorIds)];
  return withActor(ctx.actor, async (tx) => {
    const placement = await lockPlacement(tx, ctx, id);
    const { rotationId, studentId } = placement;
    if (placement.endedAt !== null) throw new AppError("conflict", "This placement was ended.");
    const [[rotation], people, [taken], placed] = await Promise.all([
      tx.query(lockRotation, { id: rotationId }),
      tx.query(selectPeople, { ids: supervisorIds }),
      tx.query(selectTaken, { ...body, rotationId, beside: id }),
      tx.query(selectPlaced, { ...body, rotationId, studentIds: [studentId], beside: id }),
    ]);
    if (!rotation) throw new AppError("not_found", "There is no such rotation.");
    refuse([
      ...faultsOfPeriod(body, rotation),
      ...faultsOfPeople(people, "supervisorIds", body.supervisorIds, "CLINICAL_SUPERVISOR"),
    ]);
    refusePlaced(placed);
    refuseOverfull(rotation.places, taken?.taken ?? 0, 1);
    tx.send(updatePlacement, { id, startsOn: body.startsOn, endsOn: body.endsOn });
    tx.send(deleteSupervisors, { id, supervisorIds });
    tx.send(insertSupervisors, { placementIds: [id], supervisorIds, schoolId });
    auditPlacement(tx, ctx, "placement.change", { id, studentId }, { ...body, rotationId, supervisorIds });
    return { id, endedAt: null };
  });
}

/** A school admin ends a placement early. Supervision ends with it, at once; what is recorded stays. */
export async function endPlacement(ctx: UserContext, id: string): Promise<{ id: string; endedAt: string }> {
  return withActor(
    ctx.actor,
    async (tx) => {
      const { endedAt, studentId, rotationId } = await lockPlacement(tx, ctx, id);
      if (endedAt !== null) throw new AppError("conflict", "This placement was ended.");
      const at = now();
      tx.send(setEnded, { id, at });
      auditPlacement(tx, ctx, "placement.end", { id, studentId }, { rotationId });
      return { id, endedAt: at.toISOString() };
    },
    ctx.bracket,
  );
}

async function lockPlacement(tx: Tx, ctx: UserContext, id: string) {
  const [found] = await tx.query(lockPlacementRow, { id });
  authorize(ctx.actor, permissions.plan, { schoolId: found?.schoolId ?? "" });
  if (!found) throw new AppError("not_found", "There is no such placement.");
  return found;
}

function auditPlacement(
  tx: Tx,
  ctx: UserContext,
  action: string,
  { id, studentId }: { id: string; studentId: string },
  detail: { rotationId: string; startsOn?: string; endsOn?: string; supervisorIds?: string[] },
): void {
  const { rotationId, startsOn, endsOn, supervisorIds } = detail;
  audit(tx, ctx.actor, {
    action,
    entityType: "placement",
    entityId: id,
    schoolId: ctx.actor.schoolId,
    studentId,
    requestId: ctx.requestId,
    detail: { rotationId, startsOn, endsOn, supervisorIds },
  });
}

function refuse(errors: FieldError[]): void {
  if (errors.length > 0) throw new AppError("invalid", "Some values are not valid.", { errors });
}

type Known = { id: string; role: string; status: string };

function faultsOfPeople(known: readonly Known[], path: string, ids: readonly string[], role: string): FieldError[] {
  return ids.flatMap((id, index) => {
    const person = known.find((one) => one.id === id);
    if (person?.role !== role) {
      return [{ path: `${path}.${index}`, message: `is no ${role === "STUDENT" ? "student" : "supervisor"} here` }];
    }
    return person.status === "LEFT" || person.status === "SUSPENDED"
      ? [{ path: `${path}.${index}`, message: "has left or is suspended" }]
      : [];
  });
}

function refusePlaced(placed: readonly { name: string }[]): void {
  if (placed.length === 0) return;
  const names = placed.map(({ name }) => name).join(", ");
  throw new AppError("conflict", `Placed in this rotation already at that time: ${names}. Nobody was placed.`);
}

function refuseOverfull(places: number | null, taken: number, wanted: number): void {
  const free = freePlaces(places, taken);
  if (free === null || wanted <= free) return;
  const words = free === 0 ? "No place is" : free === 1 ? "Only 1 place is" : `Only ${free} places are`;
  throw new AppError("conflict", `${words} free in this rotation at that time. Nothing was changed.`);
}

const lockRotation = statement("placement_rotation", (db, p: Params<{ id: string }>) =>
  db
    .select({
      schoolId: rotations.schoolId,
      name: rotations.name,
      startsOn: rotations.startsOn,
      endsOn: rotations.endsOn,
      places: rotations.places,
    })
    .from(rotations)
    .where(eq(rotations.id, p.id))
    .for("no key update"),
);

const selectPeople = statement("placement_people", (db, p: Params<{ ids: string[] }>) =>
  db
    .select({ id: users.id, role: users.role, status: users.status })
    .from(users)
    .where(and(sql`${users.id} = any(${p.ids}::text[])`, isOneOf(users.role, "STUDENT", "CLINICAL_SUPERVISOR"))),
);

type Days = { rotationId: string; startsOn: string; endsOn: string; beside: string | null };

const selectTaken = sqlStatement(
  "placement_taken",
  z.object({ taken: z.number() }),
  (p: Params<Days>) => sql`
    select app.most_placed_at_once(${p.rotationId}, ${p.startsOn}::date, ${p.endsOn}::date, ${p.beside}) as taken`,
);

const selectPlaced = statement("placement_placed", (db, p: Params<Days & { studentIds: string[] }>) =>
  db
    .select({ name: users.name })
    .from(placements)
    .innerJoin(users, eq(users.id, placements.studentId))
    .where(
      and(
        eq(placements.rotationId, p.rotationId),
        sql`${placements.studentId} = any(${p.studentIds}::text[])`,
        sql`${placements.endedAt} is null and ${placements.id} is distinct from ${p.beside}`,
        sql`${placements.startsOn} <= ${p.endsOn}::date and ${placements.endsOn} >= ${p.startsOn}::date`,
      ),
    )
    .orderBy(users.name),
);

const insertPlacements = sqlWrite(
  "placements_insert",
  (p: Params<{ rotationId: string; schoolId: string; startsOn: string; endsOn: string; rows: string }>) => {
    const { id, schoolId, studentId, rotationId, startsOn, endsOn } = placements;
    return sql`
      insert into ${placements} (${columns(id, schoolId, studentId, rotationId, startsOn, endsOn)})
      select r.id, ${p.schoolId}, r."studentId", ${p.rotationId}, ${p.startsOn}::date, ${p.endsOn}::date
      from jsonb_to_recordset(${p.rows}::jsonb) as r (id text, "studentId" text)`;
  },
);

const insertSupervisors = sqlWrite(
  "placement_supervisors_insert",
  (p: Params<{ placementIds: string[]; supervisorIds: string[]; schoolId: string }>) => {
    const { placementId, supervisorId, schoolId } = placementSupervisors;
    return sql`
      insert into ${placementSupervisors} (${columns(placementId, supervisorId, schoolId)})
      select placement, supervisor, ${p.schoolId}
      from unnest(${p.placementIds}::text[]) placement, unnest(${p.supervisorIds}::text[]) supervisor
      on conflict do nothing`;
  },
);

const deleteSupervisors = sqlWrite(
  "placement_supervisors_delete",
  (p: Params<{ id: string; supervisorIds: string[] }>) => sql`
    delete from ${placementSupervisors}
    where ${placementSupervisors.placementId} = ${p.id}
      and ${placementSupervisors.supervisorId} <> all(${p.supervisorIds}::text[])`,
);

const lockPlacementRow = statement("placement_lock", (db, p: Params<{ id: string }>) =>
  db
    .select({
      schoolId: placements.schoolId,
      studentId: placements.studentId,
      rotationId: placements.rotationId,
      endedAt: placements.endedAt,
    })
    .from(placements)
    .where(eq(placements.id, p.id))
    .for("update"),
);

const updatePlacement = statement(
  "placement_update",
  (db, p: Params<{ id: string; startsOn: string; endsOn: string }>) =>
    db.update(placements).set({ startsOn: p.startsOn, endsOn: p.endsOn }).where(eq(placements.id, p.id)),
);

const setEnded = statement("placement_end", (db, p: Params<{ id: string; at: Date }>) =>
  db.update(placements).set({ endedAt: p.at }).where(eq(placements.id, p.id)),
);
