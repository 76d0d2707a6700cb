import type { z } from "zod";
import { changesOf } from "#src/features/frameworks/editing/changes.ts";
import { copiedItems } from "#src/features/frameworks/editing/copied-items.ts";
import { loadEdited } from "#src/features/frameworks/editing/edit-queries.ts";
import { saveFaults } from "#src/features/frameworks/editing/faults.ts";
import { refuseFaults } from "#src/features/frameworks/editing/save-framework.ts";
import type { newFrameworkBody, SavedAnswer } from "#src/features/frameworks/editing/schema.ts";
import { writeChanges } from "#src/features/frameworks/editing/write-changes.ts";
import { events } from "#src/features/frameworks/events.ts";
import { permissions } from "#src/features/frameworks/permissions.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { revisionTag } from "#src/platform/http/if-match.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin starts a framework as a draft: an empty one, or a copy of the items sent along. */
export async function createFramework(ctx: UserContext, body: z.output<typeof newFrameworkBody>): Promise<SavedAnswer> {
  const { schoolId, userId } = ctx.actor;
  const id = newId();
  const saved = await withActor(
    ctx.actor,
    async (tx) => {
      authorize(ctx.actor, permissions.manage, { schoolId });
      const head = { name: body.title, description: body.description ?? "", version: body.version ?? "1" };
      const [row] = await tx.query(insertEmpty, { id, schoolId, createdBy: userId, ...head });
      if (!row) throw new Error("an insert returns its row");
      if (body.items && body.items.length > 0) {
        const empty = await loadEdited(tx, id);
        const draft = { ...head, items: copiedItems(body.items) };
        refuseFaults({ ...head, items: body.items }, saveFaults({ ...head, items: body.items }, empty.scales));
        writeChanges(tx, { templateId: id, schoolId, programId: null, createdBy: userId }, changesOf(empty, draft));
      }
      audit(tx, ctx.actor, {
        action: "framework.create",
        entityType: "framework",
        entityId: id,
        schoolId,
        requestId: ctx.requestId,
        detail: { items: body.items?.length ?? 0 },
      });
      emit(tx, [events.created.of({ schoolId, data: { frameworkId: id } })]);
      return { id, revision: row.revision, updatedAt: row.updatedAt.toISOString() };
    },
    ctx.bracket,
  );
  wakeRelay();
  ctx.addHeader("etag", revisionTag(saved.revision));
  return saved;
}

type NewFramework = Pick<
  typeof competencyTemplates.$inferSelect,
  "id" | "schoolId" | "name" | "description" | "version" | "createdBy"
>;

const insertEmpty = statement("framework_start", (db, p: Params<NewFramework>) =>
  db
    .insert(competencyTemplates)
    .values({
      id: p.id,
      schoolId: p.schoolId,
      name: p.name,
      description: p.description,
      version: p.version,
      createdBy: p.createdBy,
    })
    .returning({ revision: competencyTemplates.revision, updatedAt: competencyTemplates.updatedAt }),
);
