import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { Check } from "#src/features/health/check.ts";
import { sweep } from "#src/features/health/sweep.ts";
import type { Finding } from "#src/features/health/values.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { StoredFile } from "#src/platform/files/file-store.ts";
import { fileStore } from "#src/platform/files/open-file-store.ts";
import { UnreadableFile } from "#src/platform/sealed/content.ts";
import { storedFiles } from "#src/platform/sealed/reseal-files.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const takesMs = 30 * 60_000;
/** All are read within a week, as far as the time of each run allows. */
const runsForAll = 7;
const fewest = 200;
const pageSize = 20;

/** Whether the content of each file in the store is what was stored. A file is named `<table>/<id>`. */
export const checkFiles: Check = async (run) => {
  const { actor, signal } = run;
  const counts = await readAs(actor, (tx) => Promise.all(perTable.map(({ count }) => tx.query(count))));
  const total = counts.reduce((sum, [row]) => sum + (row?.count ?? 0), 0);
  return sweep(run, {
    takesMs,
    most: Math.max(fewest, Math.ceil(total / runsForAll)),
    async again(names) {
      const found: Finding[] = [];
      for (const name of names) {
        const [table, id] = partsOf(name);
        const [file] = await readAs(actor, (tx) => tx.query(table.one, { id }));
        if (file) found.push(...(await findingOf(actor, table, file, signal)));
      }
      return found;
    },
    async page(after) {
      const [table, id] = partsOf(after);
      const files = await readAs(actor, (tx) => tx.query(table.page, { after: id }));
      const findings: Finding[] = [];
      for (const file of files) findings.push(...(await findingOf(actor, table, file, signal)));
      const last = files.at(-1);
      const following = perTable[perTable.indexOf(table) + 1];
      const next = last && files.length === pageSize ? `${table.name}/${last.id}` : following && `${following.name}/`;
      return { counted: files.length, findings, next: next ?? null };
    },
  });
};

/** The table and the id in it; the beginning for an empty name. */
function partsOf(name: string): [TableStatements, string] {
  const at = name.indexOf("/");
  const table = perTable.find((one) => one.name === name.slice(0, Math.max(at, 0))) ?? perTable[0];
  if (!table) throw new Error("no table has files");
  return [table, name.slice(at + 1)];
}

type FileRow = StoredFile & { id: string };

async function findingOf(
  actor: SystemActor,
  table: TableStatements,
  file: FileRow,
  signal: AbortSignal,
): Promise<Finding[]> {
  const what = await faultOf(file, signal);
  if (what === undefined) return [];
  // Deleted or sealed anew while it was read.
  const [now] = await readAs(actor, (tx) => tx.query(table.one, { id: file.id }));
  if (now?.key !== file.key) return [];
  return [{ what, id: `${table.name}/${file.id}`, schoolId: file.schoolId, count: null }];
}

async function faultOf(file: FileRow, signal: AbortSignal): Promise<"file_missing" | "file_changed" | undefined> {
  try {
    for await (const _ of await fileStore().getChecked(file)) signal.throwIfAborted();
  } catch (error) {
    if (error instanceof UnreadableFile) return "file_changed";
    if (error instanceof AppError && error.code === "not_found") return "file_missing";
    throw error;
  }
  return undefined;
}

type TableStatements = ReturnType<typeof statementsOf>;

const fileRow = z.object({
  id: z.string(),
  schoolId: z.string(),
  key: z.string(),
  sizeBytes: z.coerce.number(),
  sha256: z.string(),
});

const perTable = storedFiles.map(statementsOf);

function statementsOf({ table, ...columns }: (typeof storedFiles)[number]) {
  const from = sql.identifier(table);
  const key = sql`kept.${sql.identifier(columns.key)}`;
  const fields = sql`kept.id, kept.school_id as "schoolId", ${key} as key,
    kept.${sql.identifier(columns.sizeBytes)} as "sizeBytes", ${columns.sha256} as sha256`;
  return {
    name: table,
    count: sqlStatement(
      `health_count_files_${table}`,
      z.object({ count: z.coerce.number() }),
      () => sql`select count(*) from ${from} as kept where ${key} is not null`,
    ),
    page: sqlStatement(
      `health_page_files_${table}`,
      fileRow,
      (p: Params<{ after: string }>) => sql`
        select ${fields} from ${from} as kept where kept.id > ${p.after} and ${key} is not null
        order by kept.id limit ${sql.raw(String(pageSize))}`,
    ),
    one: sqlStatement(
      `health_one_files_${table}`,
      fileRow,
      (p: Params<{ id: string }>) => sql`
        select ${fields} from ${from} as kept where kept.id = ${p.id} and ${key} is not null`,
    ),
  };
}
