import { strToU8, Zip, ZipDeflate } from "fflate";
import { download } from "#src/platform/http/download.ts";
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
export async function* xlsxOf(
  sheets: readonly Sheet[],
  { rowsPerSheet = maxRows }: { rowsPerSheet?: number } = {},
): AsyncGenerator<Uint8Array> {
  const zipped: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    if (piece.length > 0) zipped.push(piece);
  });
  const open = (path: string) => {
    const file = new ZipDeflate(path);
    zip.add(file);
    return (text: string, isLast = false) => file.push(strToU8(text), isLast);
  };
  const names: string[] = [];
  for (const sheet of sheets) {
    const rows = iteratorOf(sheet.rows);
    try {
      let next = await rows.next();
      for (let part = 1; part === 1 || !next.done; part += 1) {
        names.push(sheetName(sheet.name, part, names));
        const write = open(`xl/worksheets/sheet${names.length}.xml`);
        let text = openSheet(sheet.columns) + headingRow(sheet.columns.map(({ heading }) => heading));
        for (let number = 2; !next.done && number <= rowsPerSheet; number += 1) {
          text += rowXml(number, next.value);
          if (text.length >= pieceLength) {
            write(text);
            text = "";
            yield* zipped.splice(0);
          }
          next = await rows.next();
        }
        write(text + closeSheet, true);
        yield* zipped.splice(0);
      }
    } finally {
      // A reader that leaves ends what the rows are read from.
      await rows.return?.();
    }
  }
  // The number of sheets is known last.
  open("xl/styles.xml")(styles, true);
  open("xl/workbook.xml")(workbook(names), true);
  open("xl/_rels/workbook.xml.rels")(workbookRelations(names.length), true);
  open("_rels/.rels")(packageRelations, true);
  open("[Content_Types].xml")(contentTypes(names.length), true);
  zip.end();
  yield* zipped.splice(0);
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
