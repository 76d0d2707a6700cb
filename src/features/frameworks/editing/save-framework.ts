import { eq, sql } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { changesOf, isNothing } from "#src/features/frameworks/editing/changes.ts";
import { loadEdited } from "#src/features/frameworks/editing/edit-queries.ts";
import { type DraftFault, saveFaults } from "#src/features/frameworks/editing/faults.ts";
import { lockFramework } from "#src/features/frameworks/editing/lock-framework.ts";
import type { EditAnswer, EditDraft, SavedAnswer } from "#src/features/frameworks/editing/schema.ts";
import { writeChanges } from "#src/features/frameworks/editing/write-changes.ts";
import { events } from "#src/features/frameworks/events.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { askedRevision, revisionTag } from "#src/platform/http/if-match.ts";

/**
 * A school admin stores the whole draft of a framework, made from the revision that If-Match names. Storing what is
 * there already changes nothing, so a repeat after a lost answer is no stale edit.
 */
export async function saveFramework(ctx: UserContext, id: string, draft: EditDraft): Promise<SavedAnswer> {
  const asked = askedRevision(ctx.headers);
  const saved = await withActor(ctx.actor, async (tx) => {
    await lockFramework(tx, ctx, id);
    const before = await loadEdited(tx, id);
    if (before.status !== "DRAFT") {
      throw new AppError("conflict", "A published framework never changes. Start its next version and change that.");
    }
    const changes = changesOf(before, draft);
    if (isNothing(changes)) return savedOf(before);
    if (asked !== null && asked !== before.revision) throw staleEdit(before);
    refuseFaults(draft, saveFaults(draft, before.scales));
    await checkReplaced(tx, before, draft);
    writeChanges(
      tx,
      { templateId: id, schoolId: ctx.actor.schoolId, programId: before.programId, createdBy: ctx.actor.userId },
      changes,
    );
    const [row] = await tx.query(updateFramework, {
      id,
      name: draft.name,
      description: draft.description,
      version: draft.version,
    });
    if (!row) throw new Error("the framework is locked, so it is there");
    audit(tx, ctx.actor, {
      action: "framework.edit",
      entityType: "framework",
      entityId: id,
      schoolId: ctx.actor.schoolId,
      requestId: ctx.requestId,
      detail: {
        revision: row.revision,
        added: changes.items.added.length,
        changed: changes.items.changed.length + changes.competencies.changed.length,
        removed: changes.items.removed.length,
      },
    });
    emit(tx, [events.edited.of({ schoolId: ctx.actor.schoolId, data: { frameworkId: id, revision: row.revision } })]);
    return savedOf({ id, ...row, updatedAt: row.updatedAt.toISOString() });
  });
  wakeRelay();
  ctx.addHeader("etag", revisionTag(saved.revision));
  return saved;
}

function savedOf({ id, revision, updatedAt }: SavedAnswer): SavedAnswer {
  return { id, revision, updatedAt };
}

/** Nothing of the stale edit was stored, and nothing of the other one was overwritten. */
export function staleEdit({ revision }: Pick<EditAnswer, "revision">): AppError {
  return new AppError(
    "precondition_failed",
    "This framework was changed since you opened it. Nothing was overwritten: load what is there now, or keep yours as a copy.",
    { errors: [{ path: "revision", message: `is ${revision} now` }] },
  );
}

/** Names each place as the request has it: `items.3.targetRating`. */
export function refuseFaults(draft: EditDraft, faults: readonly DraftFault[]): void {
  if (faults.length === 0) return;
  const places = new Map(draft.items.map(({ id }, index) => [id, `items.${index}.`]));
  throw new AppError("invalid", "Some values are not valid.", {
    errors: faults.slice(0, 100).map(({ itemId, field, message }) => ({
      path: `${itemId === null ? "" : (places.get(itemId) ?? "")}${field}`,
      message,
    })),
  });
}

/** A competency replaces one of the version before, and no other. */
async function checkReplaced(tx: Tx, { replacesId }: EditAnswer, draft: EditDraft): Promise<void> {
  const named = draft.items.filter(({ competency }) => competency?.replacesId != null);
  if (named.length === 0) return;
  const rows = replacesId === null ? [] : await tx.query(selectReplaceable, { templateId: replacesId });
  const known = new Set(rows.map(({ id }) => id));
  const seen = new Set<string>();
  refuseFaults(
    draft,
    named
      .filter(({ competency }) => {
        const replaced = competency?.replacesId ?? "";
        const isNew = !seen.has(replaced);
        seen.add(replaced);
        return !known.has(replaced) || !isNew;
      })
      .map(({ id }) => ({
        itemId: id,
        field: "replacesId",
        message: "It replaces no competency of the version before, or one that another replaces too.",
      })),
  );
}

const selectReplaceable = statement("framework_edit_replaceable", (db, p: Params<{ templateId: string }>) =>
  db.select({ id: competencies.id }).from(competencies).where(eq(competencies.templateId, p.templateId)),
);

type Head = { id: string; name: string; description: string; version: string };

const updateFramework = statement("framework_edit_save", (db, p: Params<Head>) =>
  db
    .update(competencyTemplates)
    .set({
      name: p.name,
      description: p.description,
      version: p.version,
      revision: sql`${competencyTemplates.revision} + 1`,
      updatedAt: sql`now()`,
    })
    .where(eq(competencyTemplates.id, p.id))
    .returning({ revision: competencyTemplates.revision, updatedAt: competencyTemplates.updatedAt }),
);
