import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { events } from "#src/features/framework-migrations/events.ts";
import { permissions } from "#src/features/framework-migrations/permissions.ts";
import { findMigration } from "#src/features/framework-migrations/queries.ts";
import type { MigrationAnswer, previewBody } from "#src/features/framework-migrations/schema.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { frameworkMigrations } from "#src/platform/db/tables/framework-migrations.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin asks what moving students to a later version would change. A job finds out; nothing else changes. */
export async function requestMigration(
  ctx: UserContext,
  { fromFrameworkId: fromId, toFrameworkId: toId, ...scope }: z.output<typeof previewBody>,
): Promise<MigrationAnswer> {
  const { schoolId, userId } = ctx.actor;
  const cohortId = scope.cohortId ?? null;
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const [[found], groups] = await Promise.all([
        tx.query(selectVersions, { fromId, toId }),
        cohortId === null ? [] : tx.query(selectCohort, { cohortId }),
      ]);
      authorize(ctx.actor, permissions.manage, { schoolId: found?.schoolId ?? "" });
      if (!found?.toStatus) throw new AppError("not_found", "There is no such framework.");
      if (!found.isLater)
        throw new AppError("conflict", "Students are moved to a later version of the same framework.");
      if (found.toStatus !== "PUBLISHED") {
        throw new AppError("conflict", "Students are moved to a version that is published.");
      }
      if (cohortId !== null && groups.length === 0) {
        throw new AppError("invalid", "There is no such cohort.", {
          errors: [{ path: "cohortId", message: "is not a cohort of this school" }],
        });
      }
      const id = newId();
      tx.send(discardOlder, { fromId, toId });
      tx.send(insertMigration, { id, schoolId, fromId, toId, cohortId, createdBy: userId });
      audit(tx, ctx.actor, {
        action: "framework_migration.preview",
        entityType: "framework_migration",
        entityId: id,
        schoolId,
        requestId: ctx.requestId,
        detail: { fromId, toId },
      });
      emit(tx, [events.requested.of({ schoolId, data: { migrationId: id } })]);
      return findMigration(tx, id);
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

const t = competencyTemplates;

const selectVersions = sqlStatement(
  "migration_versions",
  z.object({
    schoolId: z.string(),
    toStatus: z.enum(["DRAFT", "PUBLISHED", "DEPRECATED"]).nullable(),
    isLater: z.boolean(),
  }),
  (p: Params<{ fromId: string; toId: string }>) => sql`
    with recursive line as (
      select ${t.id}, ${t.replacesId} from ${t} where ${t.id} = ${p.toId}
      union
      select ${t.id}, ${t.replacesId} from line join ${t} on ${t.id} = line.replaces_id)
    select ${t.schoolId} as "schoolId", (select later.status from ${t} later where later.id = ${p.toId}
        and later.school_id = ${t.schoolId}) as "toStatus",
      ${p.fromId} <> ${p.toId} and ${t.id} in (select id from line) as "isLater"
    from ${t} where ${t.id} = ${p.fromId}`,
);

const selectCohort = statement("migration_cohort", (db, p: Params<{ cohortId: string }>) =>
  db.select({ id: cohorts.id }).from(cohorts).where(eq(cohorts.id, p.cohortId)),
);

/** A preview that nobody acted on is replaced by the next of the same versions. */
const discardOlder = statement("migration_discard_older", (db, p: Params<{ fromId: string; toId: string }>) =>
  db
    .update(frameworkMigrations)
    .set({ status: "DISCARDED", updatedAt: sql`now()` })
    .where(
      and(
        eq(frameworkMigrations.fromTemplateId, p.fromId),
        eq(frameworkMigrations.toTemplateId, p.toId),
        isOneOf(frameworkMigrations.status, "PREVIEWING", "READY"),
      ),
    ),
);

type NewMigration = {
  id: string;
  schoolId: string;
  fromId: string;
  toId: string;
  cohortId: string | null;
  createdBy: string;
};

const insertMigration = statement("migration_insert", (db, p: Params<NewMigration>) =>
  db.insert(frameworkMigrations).values({
    id: p.id,
    schoolId: p.schoolId,
    fromTemplateId: p.fromId,
    toTemplateId: p.toId,
    cohortId: p.cohortId,
    createdBy: p.createdBy,
  }),
);
