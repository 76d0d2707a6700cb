import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { now } from "#src/lib/clock.ts";
import { type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { StoredFile } from "#src/platform/files/file-store.ts";
import { fileStore } from "#src/platform/files/open-file-store.ts";
import { log } from "#src/platform/log/log.ts";
import { sealedEnd, UnreadableFile } from "#src/platform/sealed/content.ts";
import type { SystemActor } from "#src/policy/actor.ts";

/** Tables whose rows have content in the store: the columns of its storage key, length and SHA-256. */
export const storedFiles = [
  { table: "files", key: "storage_key", sizeBytes: "size_bytes", sha256: sql`kept.sha256` },
  { table: "person_exports", key: "storage_key", sizeBytes: "size_bytes", sha256: sql`kept.sha256` },
  { table: "report_cache", key: "file_path", sizeBytes: "file_size", sha256: sql`kept.report_data ->> 'sha256'` },
] as const;

const pageSize = 100;
/** The new content is noted for removal until its row is there; longer than that takes. */
const noteMs = 6 * 60 * 60_000;

type Outcome = "sealed" | "unreadable" | "skipped";

/**
 * Seals under the key of this id the content of files that another key sealed, or none. Each is stored anew under a storage
 * key of its own, and its row is then changed to it in one transaction, which notes what it had for removal. So a run may
 * end anywhere: a file is read from one place or the other, what no row names is removed, and the next run finds the rest.
 * @param onFile called after each
 */
export async function resealFiles(
  actor: SystemActor,
  id: string,
  { signal, onFile }: { signal: AbortSignal; onFile: (outcome: Outcome) => void },
): Promise<void> {
  for (const statements of perTable) {
    for (let after = ""; ; ) {
      const page = await withActor(actor, (tx) => tx.query(statements.select, { end: sealedEnd(id), after }));
      for (const file of page) {
        signal.throwIfAborted();
        onFile(await resealFile(actor, statements, file, signal));
      }
      const last = page.at(-1);
      if (last === undefined || page.length < pageSize) break;
      after = last.id;
    }
  }
}

/** How many files the key of this id seals, or does not. */
export async function countFiles(actor: SystemActor, id: string, isSame: boolean): Promise<number> {
  const counts = await withActor(actor, (tx) =>
    Promise.all(perTable.map(({ count }) => tx.query(count, { end: sealedEnd(id), isSame }))),
  );
  return counts.reduce((sum, [row]) => sum + (row?.count ?? 0), 0);
}

type FileRow = StoredFile & { id: string };

async function resealFile(
  actor: SystemActor,
  { update }: TableStatements,
  { id, ...file }: FileRow,
  signal: AbortSignal,
): Promise<Outcome> {
  const { schoolId, key: before } = file;
  // On the way, and in a folder beside the one that it replaces.
  if (!(await fileStore().hasRoom(2 * file.sizeBytes))) {
    throw new Error("the disk is nearly full: the other files are sealed when it has room again");
  }
  try {
    const stored = await fileStore().put(await fileStore().getChecked(file), {
      schoolId,
      signal,
      note: async (storageKey) => {
        const dueAt = new Date(now().getTime() + noteMs);
        await withActor(actor, (tx) => tx.send(noteContent, { storageKey, schoolId, dueAt }));
      },
    });
    const [written] = await withActor(actor, (tx) => tx.query(update, { id, before, key: stored.key }));
    if (written?.count) return "sealed";
    // Deleted or sealed by another run meanwhile. If even this fails, the note has it removed.
    await fileStore().delete(stored.key);
    return "skipped";
  } catch (err) {
    if (!(err instanceof UnreadableFile) && !(err instanceof AppError && err.code === "not_found")) throw err;
    log.error({ storageKey: before, schoolId, err }, "a stored file cannot be read, and was not sealed");
    return "unreadable";
  }
}

const noteContent = sqlWrite(
  "reseal_note_content",
  (p: Params<{ storageKey: string; schoolId: string; dueAt: Date }>) => sql`
    insert into file_removals (storage_key, school_id, due_at)
    values (${p.storageKey}, ${p.schoolId}, ${p.dueAt}::timestamptz)`,
);

type TableStatements = ReturnType<typeof statementsOf>;

const counted = z.object({ count: z.coerce.number() });

const perTable = storedFiles.map(statementsOf);

function statementsOf({ table, ...columns }: (typeof storedFiles)[number]) {
  const from = sql.identifier(table);
  const key = sql`kept.${sql.identifier(columns.key)}`;
  const endsWith = (p: { end: unknown }) => sql`right(${key}, length(${p.end}::text)) = ${p.end}::text`;
  return {
    count: sqlStatement(
      `reseal_count_files_${table}`,
      counted,
      (p: Params<{ end: string; isSame: boolean }>) => sql`
        select count(*) from ${from} as kept where ${key} is not null and (${endsWith(p)}) = ${p.isSame}::boolean`,
    ),
    select: sqlStatement(
      `reseal_select_files_${table}`,
      z.object({
        id: z.string(),
        schoolId: z.string(),
        key: z.string(),
        sizeBytes: z.coerce.number(),
        sha256: z.string(),
      }),
      (p: Params<{ end: string; after: string }>) => sql`
        select kept.id, kept.school_id as "schoolId", ${key} as key,
               kept.${sql.identifier(columns.sizeBytes)} as "sizeBytes", ${columns.sha256} as sha256
        from ${from} as kept where kept.id > ${p.after} and ${key} is not null and not (${endsWith(p)})
        order by kept.id limit ${sql.raw(String(pageSize))}`,
    ),
    update: sqlStatement(
      `reseal_update_files_${table}`,
      counted,
      (p: Params<{ id: string; before: string; key: string }>) => sql`
        with written as (
          update ${from} as kept set ${sql.identifier(columns.key)} = ${p.key}
          where kept.id = ${p.id} and ${key} = ${p.before} returning 1)
        select count(*) from written`,
    ),
  };
}
