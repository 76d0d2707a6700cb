import { exportedTables, type PersonRow, personRows } from "#src/features/privacy/exports/person-rows.ts";
import { csvLine } from "#src/lib/csv.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { fileStore } from "#src/platform/files/open-file-store.ts";
import type { ZipEntry } from "#src/platform/zip/zip-of.ts";
import type { SystemActor } from "#src/policy/actor.ts";
import { selectPersonFiles, selectPicture } from "./files-of.ts";
import { archiveWords } from "./words.ts";

const encoder = new TextEncoder();
const rowsAtOnce = 500;

type Asked = {
  actor: SystemActor;
  personId: string;
  personName: string;
  at: Date;
  /** Called after each entry with the share that is done, from 0 to 1; throws to stop. */
  onStep: (share: number) => Promise<void>;
};

/**
 * The entries of a person's archive: a page that says what is what, each table as JSON and as CSV, and the files with their
 * content. One table is held at a time, and of a file one piece.
 */
export async function* entriesOf({ actor, personId, personName, at, onStep }: Asked): AsyncGenerator<ZipEntry> {
  const [files, [picture]] = await readAs(actor, (tx) =>
    Promise.all([tx.query(selectPersonFiles, { personId }), tx.query(selectPicture, { personId })]),
  );
  const steps = exportedTables.length + files.length;
  let done = 0;
  const counts = new Map<string, number>();
  for (const { name } of exportedTables) {
    const rows = await readAs(actor, (tx) => personRows(tx, name, personId));
    counts.set(name, rows.length);
    yield { name: `json/${name}.json`, pieces: jsonPieces(rows) };
    yield { name: `csv/${name}.csv`, pieces: csvPieces(rows) };
    done += 1;
    await onStep(done / steps);
  }
  if (picture) yield { name: "files/picture.webp", pieces: [picture.content], isPacked: true };
  const missing: string[] = [];
  for (const file of files) {
    const content = await fileStore()
      .getChecked(file)
      .catch(() => undefined);
    // A file that the store has lost stops nobody from getting the rest.
    if (content) yield { name: `files/${file.id}/${fileNameOf(file.name)}`, pieces: content, isPacked: true };
    else missing.push(file.name);
    done += 1;
    await onStep(done / steps);
  }
  // Last, since only now the counts are known.
  const page = archiveWords({ personName, at, tables: exportedTables, counts, files: files.length, missing });
  yield { name: "README.txt", pieces: [encoder.encode(page)] };
}

function* jsonPieces(rows: readonly PersonRow[]): Generator<Uint8Array> {
  yield encoder.encode("[\n");
  for (let n = 0; n < rows.length; n += rowsAtOnce) {
    const part = rows.slice(n, n + rowsAtOnce).map((row) => JSON.stringify(row));
    yield encoder.encode(`${n === 0 ? "" : ",\n"}${part.join(",\n")}`);
  }
  yield encoder.encode("\n]\n");
}

function* csvPieces(rows: readonly PersonRow[]): Generator<Uint8Array> {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  yield encoder.encode(`\uFEFF${csvLine(columns)}`);
  for (let n = 0; n < rows.length; n += rowsAtOnce) {
    const lines = rows.slice(n, n + rowsAtOnce).map((row) => csvLine(columns.map((column) => cellOf(row[column]))));
    yield encoder.encode(lines.join(""));
  }
}

function cellOf(value: unknown): string | number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number") return value;
  return JSON.stringify(value);
}

/** A name in a folder of its own; what a file system would take for a path is replaced. */
function fileNameOf(name: string): string {
  const safe = name.replace(/[/\\:*?"<>|\p{Cc}]/gu, "_").slice(0, 150);
  return safe === "" || safe === "." || safe === ".." ? "file" : safe;
}
