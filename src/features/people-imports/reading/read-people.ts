import { guessColumns, isKnownColumn } from "#src/features/people-imports/reading/guess-columns.ts";
import type { ReadPeople } from "#src/features/people-imports/reading/people-list.ts";
import { isRoster, readRoster } from "#src/features/people-imports/reading/read-roster.ts";
import { mostColumns, mostRows } from "#src/features/people-imports/values.ts";
import { readTable } from "#src/platform/tables/read-table.ts";
import { ArchiveRefused, isArchive, unpack } from "#src/platform/tables/unpack.ts";
import { headerPlace } from "#src/platform/tables/words.ts";

/** A title or two may stand above the header. */
const limits = { rows: mostRows + 20, columns: mostColumns };

/** Reads a CSV table, a workbook, or OneRoster's files: a ZIP archive of them or its users.csv alone. */
export async function readPeople(bytes: Uint8Array): Promise<ReadPeople> {
  if (isArchive(bytes)) {
    try {
      const files = unpack(bytes, (path) => path.endsWith(".csv"));
      if (files.size > 0) return await readRoster(files, limits);
    } catch (error) {
      if (!(error instanceof ArchiveRefused)) throw error;
      return { list: undefined, faults: [{ severity: "error", message: error.message }] };
    }
  }
  const { rows, faults } = await readTable(withoutNul(bytes), limits);
  if (!rows) return { list: undefined, faults };
  const at = headerPlace(rows, isKnownColumn);
  const headers = (rows[at]?.cells ?? []).map((cell) => cell.trim());
  const people = rows.slice(at + 1).filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  if (people.length === 0) {
    const message = "The file has a line with the names of its columns, and nobody below it.";
    return { list: undefined, faults: [{ severity: "error", message, line: rows[at]?.line }, ...faults] };
  }
  if (people.length > mostRows) {
    const message = `The file has more than ${mostRows.toLocaleString("en")} people. Divide it into several files.`;
    return { list: undefined, faults: [{ severity: "error", message }, ...faults] };
  }
  if (isRoster(headers)) return readRoster(new Map([["users.csv", bytes]]), limits);
  const width = Math.max(...people.map(({ cells }) => cells.length), headers.length);
  const named = Array.from({ length: width }, (_, column) => headers[column] || `Column ${column + 1}`);
  const mapping = guessColumns(
    named,
    people.slice(0, 50).map(({ cells }) => cells),
  );
  return { list: { format: isArchive(bytes) ? "XLSX" : "CSV", headers: named, mapping, rows: people }, faults };
}

/**
 * A few NUL bytes in a file that is text otherwise are damage of their cells, which can be corrected, and no reason to
 * refuse it all. In UTF-16 every other byte is one.
 */
function withoutNul(bytes: Uint8Array): Uint8Array {
  const count = bytes.reduce((sum, byte) => (byte === 0 ? sum + 1 : sum), 0);
  const isWide = bytes[1] === 0 || bytes[0] === 0 || bytes[0] === 0xfe || bytes[0] === 0xff;
  if (count === 0 || isWide || isArchive(bytes) || count * 20 > bytes.length) return bytes;
  const text = Buffer.from(bytes).toString("latin1");
  return Buffer.from(text.replaceAll("\u0000", "\u00ef\u00bf\u00bd"), "latin1");
}
