import { eq, sql } from "drizzle-orm";
import { checkAllRows } from "#src/features/people-imports/checking/check-rows.ts";
import { moveImport } from "#src/features/people-imports/move-import.ts";
import { checkedPart, lockImport } from "#src/features/people-imports/queries.ts";
import type { PeopleList } from "#src/features/people-imports/reading/people-list.ts";
import { ReadingStopped, readInThread, threadLimits } from "#src/features/people-imports/reading/read-in-thread.ts";
import { importSteps } from "#src/features/people-imports/rules.ts";
import { allowsStep } from "#src/lib/state-table.ts";
import { columns, type Params, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { peopleImportRows, peopleImports } from "#src/platform/db/tables/people-imports.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { FileFault } from "#src/platform/tables/faults.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const rowsAtOnce = 2_000;
const mostNotes = 50;
/** Longer than any field may be, so that a cell that was cut is still a fault. */
const longestCell = 500;

/**
 * The job of a file that was handed in: reads it, stores its rows and judges them. Running it again gives the same. A
 * file whose reading goes beyond the limits is FAILED, and not tried again.
 */
export async function parseImport(actor: SystemActor, importId: string, limits = threadLimits): Promise<void> {
  const content = await withActor(actor, (tx) => begin(tx, importId));
  if (content) {
    try {
      const { list, faults } = await readInThread(content, limits);
      const [first] = faults.filter(({ severity }) => severity === "error");
      if (!list) return await failImport(actor, importId, wordsOf(first), faults);
      await withActor(actor, (tx) => store(tx, importId, list, faults));
    } catch (error) {
      if (!(error instanceof ReadingStopped)) throw error;
      return await failImport(actor, importId, error.message);
    }
  }
  await checkImport(actor, importId);
}

/** Judges all rows of an import that is CHECKING: after its file was read, or its columns were matched anew. */
export async function checkImport(actor: SystemActor, importId: string): Promise<void> {
  await withActor(actor, async (tx) => {
    const found = await lockImport(tx, importId);
    if (found?.status !== "CHECKING") return;
    await checkAllRows(tx, checkedPart(found));
    moveImport(tx, found, "READY", "job");
  });
}

/** Records that the file cannot be read, so that the admin does not wait for it. */
export async function failImport(
  actor: SystemActor,
  importId: string,
  error = "The file could not be read. Choose it again, or ask the administrator of this system.",
  faults: readonly FileFault[] = [],
): Promise<void> {
  await withActor(actor, async (tx) => {
    const found = await lockImport(tx, importId);
    if (!found || !allowsStep(importSteps, found.status, "FAILED", "job")) return;
    moveImport(tx, found, "FAILED", "job", error);
    tx.send(updateNotes, { importId, notes: notesOf(faults) });
  });
}

async function begin(tx: Tx, importId: string): Promise<Uint8Array | undefined> {
  const found = await lockImport(tx, importId);
  if (found?.status === "PENDING") moveImport(tx, found, "PARSING", "job");
  else if (found?.status !== "PARSING") return undefined;
  const [row] = await tx.query(selectContent, { importId });
  return row?.content ?? undefined;
}

/** All rows in one transaction, so that none is stored twice by a job that runs again. */
async function store(tx: Tx, importId: string, list: PeopleList, faults: readonly FileFault[]): Promise<void> {
  const found = await lockImport(tx, importId);
  if (found?.status !== "PARSING") return;
  for (let at = 0; at < list.rows.length; at += rowsAtOnce) {
    const rows = list.rows
      .slice(at, at + rowsAtOnce)
      .map(({ line, cells }) => ({ line, cells: cells.map((cell) => storable(cell).slice(0, longestCell)) }));
    await tx.query(insertRows, { importId, schoolId: found.schoolId, rows: JSON.stringify(rows) });
  }
  tx.send(updateRead, {
    importId,
    format: list.format,
    headers: list.headers.map(storable),
    mapping: list.mapping,
    notes: notesOf(faults),
    rows: list.rows.length,
  });
  moveImport(tx, found, "CHECKING", "job");
}

/** NUL and halves of characters cannot be stored; the mark in their place is shown as a fault of its cell. */
function storable(text: string): string {
  return text.replaceAll("\u0000", "\ufffd").toWellFormed();
}

function notesOf(faults: readonly FileFault[]) {
  return faults
    .slice(0, mostNotes)
    .map(({ line, message }) => ({ message: storable(message), ...(line === undefined ? {} : { line }) }));
}

function wordsOf(fault: FileFault | undefined): string | undefined {
  if (!fault) return undefined;
  return fault.line === undefined ? fault.message : `Line ${fault.line}: ${fault.message}`;
}

const selectContent = statement("people_import_content", (db, p: Params<{ importId: string }>) =>
  db.select({ content: peopleImports.content }).from(peopleImports).where(eq(peopleImports.id, p.importId)),
);

const r = peopleImportRows;

const insertRows = sqlWrite(
  "people_import_rows_insert",
  (p: Params<{ importId: string; schoolId: string; rows: string }>) => sql`
    insert into ${r} (${columns(r.importId, r.schoolId, r.line, r.cells)})
    select ${p.importId}, ${p.schoolId}, v.line, v.cells
    from jsonb_to_recordset(${p.rows}::jsonb) as v (line integer, cells jsonb)
    on conflict do nothing`,
);

type ReadFile = {
  importId: string;
  format: PeopleList["format"];
  headers: string[];
  mapping: PeopleList["mapping"];
  notes: { line?: number; message: string }[];
  rows: number;
};

const updateRead = statement("people_import_read", (db, p: Params<ReadFile>) =>
  db
    .update(peopleImports)
    .set({
      format: p.format,
      headers: p.headers,
      mapping: p.mapping,
      notes: p.notes,
      rowCount: p.rows,
      content: null,
      updatedAt: sql`now()`,
    })
    .where(eq(peopleImports.id, p.importId)),
);

const updateNotes = statement("people_import_notes", (db, p: Params<{ importId: string; notes: ReadFile["notes"] }>) =>
  db.update(peopleImports).set({ notes: p.notes, content: null }).where(eq(peopleImports.id, p.importId)),
);
