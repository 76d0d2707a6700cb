/** A text stays text whatever it begins with. A Date is shown in UTC: as a day where it is midnight, else with its time. */
export type Cell = string | number | boolean | Date | null;

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packaged = "http://schemas.openxmlformats.org/package/2006";
const mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** Places in `cellXfs` below. */
const style = { heading: 1, day: 2, instant: 3, quoted: 4 } as const;

export const styles = `${declaration}<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs></styleSheet>`;

export const packageRelations = `${declaration}<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;

export const closeSheet = "</sheetData></worksheet>";

export function contentTypes(sheets: number): string {
  const parts = numbers(sheets).map(
    (n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${mediaType}.worksheet+xml"/>`,
  );
  return `${declaration}<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${mediaType}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${mediaType}.styles+xml"/>${parts.join("")}</Types>`;
}

export function workbookRelations(sheets: number): string {
  const parts = numbers(sheets).map(
    (n) => `<Relationship Id="rId${n}" Type="${office}/worksheet" Target="worksheets/sheet${n}.xml"/>`,
  );
  return `${declaration}<Relationships xmlns="${packaged}/relationships">${parts.join("")}<Relationship Id="rId${sheets + 1}" Type="${office}/styles" Target="styles.xml"/></Relationships>`;
}

export function workbook(names: readonly string[]): string {
  const sheets = names.map((name, at) => `<sheet name="${escaped(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`);
  return `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${sheets.join("")}</sheets></workbook>`;
}

export function openSheet(columns: readonly { width?: number }[]): string {
  const widths = columns.map(({ width = 14 }, at) => {
    return `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`;
  });
  const cols = widths.length > 0 ? `<cols>${widths.join("")}</cols>` : "";
  return `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>${cols}<sheetData>`;
}

export function headingRow(headings: readonly string[]): string {
  return `<row r="1">${headings.map((text, at) => textXml(`${letters(at)}1`, text, style.heading)).join("")}</row>`;
}

export function rowXml(number: number, cells: readonly Cell[]): string {
  return `<row r="${number}">${cells.map((cell, at) => cellXml(`${letters(at)}${number}`, cell)).join("")}</row>`;
}

function cellXml(place: string, cell: Cell): string {
  if (cell === null || cell === "") return "";
  if (typeof cell === "string") return textXml(place, cell, /^[=+\-@\t\r＝＋－＠]/.test(cell) ? style.quoted : 0);
  if (typeof cell === "boolean") return `<c r="${place}" t="b"><v>${Number(cell)}</v></c>`;
  if (cell instanceof Date) {
    const at = cell.getTime();
    if (Number.isNaN(at)) return "";
    return `<c r="${place}" s="${at % dayMs === 0 ? style.day : style.instant}"><v>${serial(at)}</v></c>`;
  }
  return Number.isFinite(cell) ? `<c r="${place}"><v>${cell}</v></c>` : "";
}

function textXml(place: string, text: string, format: number): string {
  const shown = format === 0 ? "" : ` s="${format}"`;
  return `<c r="${place}" t="inlineStr"${shown}><is><t xml:space="preserve">${escaped(text.slice(0, maxLength))}</t></is></c>`;
}

/** Of a cell, by the format. */
const maxLength = 32_767;
const dayMs = 86_400_000;
/** Day 25569 of a workbook is the first of 1970. */
const firstOf1970 = 25_569;

function serial(at: number): number {
  return at / dayMs + firstOf1970;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 cannot hold them in any form.
const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;
const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;" };

/** Without what XML cannot hold. What reads like an escape of the format, `_x000D_`, is escaped itself. */
function escaped(text: string): string {
  return text
    .replace(illegal, "")
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
    .replace(/[&<>"\r]/g, (character) => entities[character] ?? character);
}

const known: string[] = [];

/** A, B, … Z, AA, … of the column at this place, from 0. */
function letters(at: number): string {
  const found = known[at];
  if (found !== undefined) return found;
  let name = "";
  for (let rest = at + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  }
  known[at] = name;
  return name;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}
