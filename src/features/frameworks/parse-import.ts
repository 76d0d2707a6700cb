import { and, eq, sql } from "drizzle-orm";
import { parseFramework } from "#src/features/frameworks/import/parse.ts";
import { previewOf } from "#src/features/frameworks/import/preview.ts";
import type { ImportFault, ImportPreview } from "#src/features/frameworks/schema.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Param, type Params, statement } from "#src/platform/db/statement.ts";
import { frameworkImports } from "#src/platform/db/tables/framework-imports.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";

/** The job of an import: parses the file and stores the preview. Running it again gives the same result. */
export async function parseImport(actor: SystemActor, importId: string): Promise<void> {
  const [file] = await withActor(actor, (tx) => tx.query(updateParsing, { importId }));
  if (!file) return;
  const { draft, faults } = parseFramework(file.fileName, file.content);
  // Faults of decoding come first, and only once even if the job runs again.
  const messages = new Set(faults.map(({ message }) => message));
  const all = [...(file.faults ?? []).filter(({ message }) => !messages.has(message)), ...faults];
  await withActor(actor, (tx) =>
    tx.query(updateParsed, {
      importId,
      status: draft ? "READY" : "FAILED",
      preview: draft ? previewOf(draft, {}) : null,
      faults: all,
      error: draft ? null : "The file could not be read as a framework.",
    }),
  );
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
      fileName: frameworkImports.fileName,
      // Only commit and discard remove the content, and both come later.
      content: sql<string>`${frameworkImports.content}`,
      faults: sql<ImportFault[] | null>`${frameworkImports.faults}`,
    }),
);

type ParsedImport = {
  importId: string;
  status: "READY" | "FAILED";
  preview: ImportPreview | null;
  faults: ImportFault[];
  error: string | null;
};

const updateParsed = statement("import_finish_parsing", (db, p: Params<ParsedImport>) =>
  db
    .update(frameworkImports)
    .set({
      status: p.status,
      progress: 100,
      preview: p.preview,
      faults: p.faults,
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
