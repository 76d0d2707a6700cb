import { and, eq, sql } from "drizzle-orm";
import type { FrameworkDraft } from "#src/features/frameworks/import/draft.ts";
import { ReadingStopped, readInThread, threadLimits } from "#src/features/frameworks/import/read-in-thread.ts";
import { findUpdate } from "#src/features/frameworks/known-framework.ts";
import { rehearseInsert } from "#src/features/frameworks/rehearse-insert.ts";
import type { ImportFault, ImportLayout, ImportMapping, ImportPreview } from "#src/features/frameworks/schema.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Param, type Params, statement } from "#src/platform/db/statement.ts";
import { frameworkImports } from "#src/platform/db/tables/framework-imports.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";

/**
 * The job of an import: reads the file and stores its faults, the preview, and the framework that a commit inserts.
 * Running it again gives the same result. An import whose reading goes beyond the limits is FAILED, and not tried again.
 */
export async function parseImport(actor: SystemActor, importId: string, limits = threadLimits): Promise<void> {
  const [file] = await withActor(actor, (tx) => tx.query(updateParsing, { importId }));
  if (!file) return;
  const { fileName, content, mapping, ...owner } = file;
  try {
    const read = await readInThread({ fileName, bytes: content, mapping: mapping ?? undefined }, limits);
    const { draft, preview, faults } = read;
    const layout = read.layout ?? null;
    if (!draft) return await finish(actor, { ...unread, importId, faults, layout });
    const isStorable = !faults.some(({ severity }) => severity === "error");
    const refusals = isStorable ? await rehearseInsert(actor, { ...owner, draft }) : [];
    const update = await withActor(actor, (tx) => findUpdate(tx, draft, preview.items, owner.schoolId));
    await finish(actor, {
      importId,
      status: "READY",
      draft,
      preview: { ...preview, update },
      faults: [...refusals, ...faults],
      layout,
      error: null,
    });
  } catch (error) {
    if (!(error instanceof ReadingStopped)) throw error;
    await finish(actor, { ...unread, importId, faults: [], layout: null, error: error.message });
  }
}

const unread = {
  status: "FAILED",
  draft: null,
  preview: null,
  error: "The file could not be read as a framework.",
} as const;

async function finish(actor: SystemActor, outcome: ParsedImport): Promise<void> {
  await withActor(actor, (tx) => tx.query(updateParsed, outcome));
}

/** Records that parsing failed permanently, so that the admin does not wait for it. */
export async function failImport(actor: SystemActor, importId: string): Promise<void> {
  await withActor(actor, (tx) => tx.query(updateFailed, { importId }));
}

const isUnread = (importId: Param<"importId", string>) =>
  and(eq(frameworkImports.id, importId), isOneOf(frameworkImports.status, "PENDING", "PARSING"));

const updateParsing = statement("import_start_parsing", (db, p: Params<{ importId: string }>) =>
  db
    .update(frameworkImports)
    .set({ status: "PARSING", progress: 10, updatedAt: sql`now()` })
    .where(isUnread(p.importId))
    .returning({
      schoolId: frameworkImports.schoolId,
      createdBy: frameworkImports.createdBy,
      fileName: frameworkImports.fileName,
      // Only commit and discard remove the content, and both come later.
      content: sql<Uint8Array>`${frameworkImports.content}`,
      mapping: sql<ImportMapping | null>`${frameworkImports.mapping}`,
    }),
);

type ParsedImport = {
  importId: string;
  status: "READY" | "FAILED";
  draft: FrameworkDraft | null;
  preview: ImportPreview | null;
  faults: ImportFault[];
  layout: ImportLayout | null;
  error: string | null;
};

const updateParsed = statement("import_finish_parsing", (db, p: Params<ParsedImport>) =>
  db
    .update(frameworkImports)
    .set({
      status: p.status,
      progress: 100,
      draft: p.draft,
      preview: p.preview,
      faults: p.faults,
      layout: p.layout,
      error: p.error,
      updatedAt: sql`now()`,
    })
    .where(and(eq(frameworkImports.id, p.importId), isOneOf(frameworkImports.status, "PARSING"))),
);

const updateFailed = statement("import_fail", (db, p: Params<{ importId: string }>) =>
  db
    .update(frameworkImports)
    .set({
      status: "FAILED",
      error: "The file could not be read. Upload it again, or ask the administrator of this system.",
      updatedAt: sql`now()`,
    })
    .where(isUnread(p.importId)),
);
