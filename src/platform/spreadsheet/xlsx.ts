import { strToU8 } from "fflate";
import { download } from "#src/platform/http/download.ts";
import { type ZipEntry, zipOf } from "#src/platform/zip/zip-of.ts";
import {
  type Cell,
  closeSheet,
  contentTypes,
  headingRow,
  openSheet,
  packageRelations,
  rowXml,
  styles,
  workbook,
  workbookRelations,
} from "./sheet-xml.ts";

export type Sheet = {
  /** At most 31 characters, without any of []:*?/\; what does not fit is left out. */
  name: string;
  /** `width` is in characters; 14 when absent. */
  columns: readonly { heading: string; width?: number }[];
  /** Each as long as `columns`. Read once, as fast as the file is taken. */
  rows: Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>;
};

/** Of a sheet, by the format; what follows goes to a further sheet with the same heading. */
const maxRows = 1_048_576;
const pieceLength = 64 * 1024;

/**
 * A workbook in the format of Excel (ECMA-376, Office Open XML), made and given in pieces: it holds no more than one of
 * them, so that a file of any size fits. Its heading row is bold and stays in sight.
 * @throws what `rows` throws
 */
export function xlsxOf(
  sheets: readonly Sheet[],
  { rowsPerSheet = maxRows }: { rowsPerSheet?: number } = {},
): AsyncGenerator<Uint8Array> {
  return zipOf(partsOf(sheets, rowsPerSheet));
}

async function* partsOf(sheets: readonly Sheet[], rowsPerSheet: number): AsyncGenerator<ZipEntry> {
  const names: string[] = [];
  for (const sheet of sheets) {
    const rows = iteratorOf(sheet.rows);
    try {
      const place = { next: await rows.next() };
      for (let part = 1; part === 1 || !place.next.done; part += 1) {
        names.push(sheetName(sheet.name, part, names));
        yield { name: `xl/worksheets/sheet${names.length}.xml`, pieces: sheetPieces(sheet, rows, place, rowsPerSheet) };
      }
    } finally {
      // A reader that leaves ends what the rows are read from.
      await rows.return?.();
    }
  }
  // The number of sheets is known last.
  yield whole("xl/styles.xml", styles);
  yield whole("xl/workbook.xml", workbook(names));
  yield whole("xl/_rels/workbook.xml.rels", workbookRelations(names.length));
  yield whole("_rels/.rels", packageRelations);
  yield whole("[Content_Types].xml", contentTypes(names.length));
}

type Rows = Iterator<readonly Cell[]> | AsyncIterator<readonly Cell[]>;
/** Where the reading of a sheet's rows is; what does not fit into one part goes on in the next. */
type Place = { next: IteratorResult<readonly Cell[]> };

async function* sheetPieces({ columns }: Sheet, rows: Rows, place: Place, rowsPerSheet: number) {
  let text = openSheet(columns) + headingRow(columns.map(({ heading }) => heading));
  for (let number = 2; !place.next.done && number <= rowsPerSheet; number += 1) {
    text += rowXml(number, place.next.value);
    if (text.length >= pieceLength) {
      yield strToU8(text);
      text = "";
    }
    place.next = await rows.next();
  }
  yield strToU8(text + closeSheet);
}

function whole(name: string, text: string): ZipEntry {
  return { name, pieces: [strToU8(text)] };
}

function iteratorOf<Row>(rows: Iterable<Row> | AsyncIterable<Row>): Iterator<Row> | AsyncIterator<Row> {
  return Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
}

/** Names are compared without case, and no two may be equal. */
function sheetName(wanted: string, part: number, used: readonly string[]): string {
  const plain = wanted.replace(/[[\]:*?/\\'\p{Cc}]/gu, " ").trim() || "Sheet";
  for (let number = part; ; number += 1) {
    const end = number === 1 ? "" : ` (${number})`;
    const name = plain.slice(0, 31 - end.length).toWellFormed() + end;
    if (!used.some((one) => one.toLowerCase() === name.toLowerCase())) return name;
  }
}

/** A workbook as a download. */
export function xlsxResponse(fileName: string, sheets: readonly Sheet[]): Response {
  return download(fileName, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsxOf(sheets));
}
