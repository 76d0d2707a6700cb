import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { events } from "#src/features/framework-migrations/events.ts";
import { lockMigration, type Migration, moveMigration } from "#src/features/framework-migrations/move-migration.ts";
import { permissions } from "#src/features/framework-migrations/permissions.ts";
import { findMigration } from "#src/features/framework-migrations/queries.ts";
import type { MigrationAnswer, startBody } from "#src/features/framework-migrations/schema.ts";
import { endOfDay } from "#src/lib/day.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { frameworkMigrationStudents, frameworkMigrations } from "#src/platform/db/tables/framework-migrations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** The admin moves the students of a preview, without those who are left out; a job does it. */
export async function startMigration(
  ctx: UserContext,
  id: string,
  body: z.output<typeof startBody>,
): Promise<MigrationAnswer> {
  return change(ctx, id, async (tx, migration) => {
    if (migration.status === "PREVIEWING") throw new AppError("conflict", "The preview is not ready yet.");
    if (migration.status === "FAILED") throw new AppError("conflict", "This move was started already: go on with it.");
    moveMigration(tx, migration, "MOVING", "admin");
    const [school] = body.dueOn === undefined ? [] : await tx.query(selectTimeZone, { id: migration.schoolId });
    tx.send(updateChoices, {
      id,
      reopens: body.reopens,
      dueAt: body.dueOn !== undefined && school ? endOfDay(body.dueOn, school.timeZone) : null,
      notifications: body.notifications,
      lateJoiners: body.lateJoiners,
    });
    tx.send(leaveOut, { id, studentIds: body.leftOut });
    act(tx, ctx, migration, "start", { leftOut: body.leftOut.length, reopens: body.reopens });
  });
}

/** Goes on with a move that failed before every student was moved. */
export async function retryMigration(ctx: UserContext, id: string): Promise<MigrationAnswer> {
  return change(ctx, id, (tx, migration) => {
    if (migration.startedAt === null)
      throw new AppError("conflict", "There is no move to go on with; preview it again.");
    moveMigration(tx, migration, "MOVING", "admin");
    act(tx, ctx, migration, "retry", {});
  });
}

/** The admin throws a preview away; nothing was changed by it. */
export async function discardMigration(ctx: UserContext, id: string): Promise<MigrationAnswer> {
  return change(ctx, id, (tx, migration) => {
    if (migration.startedAt !== null) throw new AppError("conflict", "Some students were moved: undo it instead.");
    moveMigration(tx, migration, "DISCARDED", "admin");
    record(tx, ctx, migration, "discard", {});
  });
}

/** One change of a migration that the admin may make, under its lock. */
export async function change(
  ctx: UserContext,
  id: string,
  write: (tx: Tx, migration: Migration) => Promise<void> | void,
): Promise<MigrationAnswer> {
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const migration = await lockMigration(tx, id);
      authorize(ctx.actor, permissions.manage, { schoolId: migration?.schoolId ?? "" });
      if (!migration) throw new AppError("not_found", "There is no such move.");
      await write(tx, migration);
      return findMigration(tx, id);
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

function act(tx: Tx, ctx: UserContext, migration: Migration, name: string, detail: Record<string, unknown>): void {
  record(tx, ctx, migration, name, detail);
  emit(tx, [events.requested.of({ schoolId: migration.schoolId, data: { migrationId: migration.id } })]);
}

export function record(
  tx: Tx,
  ctx: UserContext,
  { id, schoolId }: Migration,
  name: string,
  detail: Record<string, unknown>,
): void {
  audit(tx, ctx.actor, {
    action: `framework_migration.${name}`,
    entityType: "framework_migration",
    entityId: id,
    schoolId,
    requestId: ctx.requestId,
    detail,
  });
}

const selectTimeZone = sqlStatement(
  "migration_time_zone",
  z.object({ timeZone: z.string() }),
  (p: Params<{ id: string }>) =>
    sql`select ${schools.timeZone} as "timeZone" from ${schools} where ${schools.id} = ${p.id}`,
);

type Choices = { id: string; reopens: boolean; dueAt: Date | null; notifications: boolean; lateJoiners: boolean };

const updateChoices = statement("migration_choices", (db, p: Params<Choices>) =>
  db
    .update(frameworkMigrations)
    .set({ reopens: p.reopens, dueAt: p.dueAt, notifications: p.notifications, lateJoiners: p.lateJoiners })
    .where(eq(frameworkMigrations.id, p.id)),
);

const ms = frameworkMigrationStudents;

const leaveOut = sqlWrite(
  "migration_leave_out",
  (p: Params<{ id: string; studentIds: string[] }>) => sql`
    update ${ms} set state = 'LEFT_OUT' where ${ms.migrationId} = ${p.id} and ${ms.studentId} = any(${p.studentIds})
      and ${isOneOf(ms.state, "PLANNED")}`,
);
