import { eq, sql } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { events } from "#src/features/frameworks/events.ts";
import type { FrameworkContent } from "#src/features/frameworks/export/content.ts";
import type { FrameworkDraft } from "#src/features/frameworks/import/draft.ts";
import { inherit } from "#src/features/frameworks/import/inherit.ts";
import { insertFramework, type NewFramework } from "#src/features/frameworks/insert-framework.ts";
import { findKnown, readKnown } from "#src/features/frameworks/known-framework.ts";
import { findImport, lockImport } from "#src/features/frameworks/queries.ts";
import type { CommitBody, ImportAnswer } from "#src/features/frameworks/schema.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { frameworkImports } from "#src/platform/db/tables/framework-imports.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * The admin accepts the preview, with or without choices of their own; the framework that the job read is created in
 * one transaction. An import is committed once; a repeated commit returns the same answer as the first.
 */
export async function commitImport(ctx: UserContext, importId: string, body: CommitBody): Promise<ImportAnswer> {
  const { schoolId } = ctx.actor;
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const found = await lockImport(tx, ctx, importId);
      if (found.answer.status === "COMMITTED") return found.answer;
      if (found.answer.status !== "READY") {
        throw new AppError("conflict", "This import is not ready to be committed.");
      }
      if (found.answer.faults.some(({ severity }) => severity === "error")) {
        throw new AppError("conflict", "The file has faults that must be fixed first.");
      }
      const [{ draft } = { draft: null }] = await tx.query(selectDraft, { importId });
      if (!draft) throw new AppError("conflict", "This import is not ready to be committed.");
      const known = body.updates === undefined ? undefined : await lockReplaced(tx, body, draft, schoolId);
      const replaces = known?.replaces;
      const publish = body.publish ?? !replaces;
      const templateId = await insertFramework(tx, {
        draft: known ? inherit(draft, known.content) : draft,
        replaces,
        choices: { innerCompetencies: body.innerCompetencies, excluded: body.excluded },
        settings: {
          ...body,
          publish,
          title: body.title,
          programId: body.programId,
          targetRating: body.targetRating,
          nTimes: body.nTimes,
        },
        schoolId,
        createdBy: ctx.actor.userId,
      });
      tx.send(updateCommitted, { importId, templateId });
      audit(tx, ctx.actor, {
        action: "framework.create",
        entityType: "framework",
        entityId: templateId,
        schoolId,
        requestId: ctx.requestId,
        detail: { importId, isPublished: publish, ...(replaces ? { replaces: replaces.id } : {}) },
      });
      if (publish) {
        emit(tx, [events.published.of({ schoolId, data: { frameworkId: templateId } })]);
      }
      return committed(tx, importId);
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

/** The framework that the import updates: the one of the school that has the identifier of the file. */
async function lockReplaced(
  tx: Tx,
  { updates = "", publish }: CommitBody,
  draft: FrameworkDraft,
  schoolId: string,
): Promise<{ content: FrameworkContent; replaces: NonNullable<NewFramework["replaces"]> }> {
  const refused = (path: string, message: string) =>
    new AppError("invalid", "Some values are not valid.", { errors: [{ path, message }] });
  if (publish) throw refused("publish", "the next version of a framework is a draft at first");
  // Two updates of one framework wait for each other.
  await tx.query(lockFramework, { id: updates });
  const known = await findKnown(tx, draft.sourceIdentifier, schoolId);
  if (known?.id !== updates)
    throw refused("updates", "is not the newest framework of this school with the file's identifier");
  const { content, competencies } = await readKnown(tx, known.id);
  return { content, replaces: { id: known.id, competencies, scales: content.scales } };
}

const lockFramework = statement("import_lock_framework", (db, p: Params<{ id: string }>) =>
  db
    .select({ id: competencyTemplates.id })
    .from(competencyTemplates)
    .where(eq(competencyTemplates.id, p.id))
    .for("update"),
);

async function committed(tx: Tx, importId: string): Promise<ImportAnswer> {
  const found = await findImport(tx, importId);
  if (!found) throw new Error("the import is locked, so it is there");
  return found;
}

/** The admin discards an import; the row stays as DISCARDED, without the file. */
export async function discardImport(ctx: UserContext, importId: string): Promise<{ ok: true }> {
  return withActor(ctx.actor, async (tx) => {
    const found = await lockImport(tx, ctx, importId);
    if (found.answer.status === "COMMITTED") {
      throw new AppError("conflict", "This import has become a framework already.");
    }
    if (found.answer.status === "DISCARDED") return { ok: true };
    audit(tx, ctx.actor, {
      action: "framework.discard_import",
      entityType: "framework_import",
      entityId: importId,
      schoolId: ctx.actor.schoolId,
      requestId: ctx.requestId,
    });
    tx.send(updateDiscarded, { importId });
    return { ok: true };
  });
}

/** The job wrote it in this shape. */
const selectDraft = statement("import_draft", (db, p: Params<{ importId: string }>) =>
  db
    .select({ draft: sql<FrameworkDraft | null>`${frameworkImports.draft}` })
    .from(frameworkImports)
    .where(eq(frameworkImports.id, p.importId)),
);

const updateCommitted = statement("import_commit", (db, p: Params<{ importId: string; templateId: string }>) =>
  db
    .update(frameworkImports)
    .set({
      status: "COMMITTED",
      progress: 100,
      templateId: p.templateId,
      content: null,
      draft: null,
      layout: null,
      updatedAt: sql`now()`,
    })
    .where(eq(frameworkImports.id, p.importId)),
);

const updateDiscarded = statement("import_discard", (db, p: Params<{ importId: string }>) =>
  db
    .update(frameworkImports)
    .set({ status: "DISCARDED", content: null, preview: null, draft: null, layout: null, updatedAt: sql`now()` })
    .where(eq(frameworkImports.id, p.importId)),
);
