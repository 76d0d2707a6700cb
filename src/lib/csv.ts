/**
 * A line of CSV (RFC 4180), with its end. A text that a spreadsheet would take for a formula gets an apostrophe in front,
 * as OWASP advises: what a student typed must not run when an administrator opens the file. So does a part of a text that
 * comes after a semicolon, a tab or a line break: where lists are written with semicolons, a spreadsheet splits there and
 * takes no notice of the quotes. A line that begins with a hyphen and a space is left: many texts have lists.
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/** Most texts have none of these, and are not looked at further. */
const mayStart = /[=+\-@\t\r\n＝＋－＠]/;
const starts = /^(?=[=+\-@\t\r\n＝＋－＠])|(?<=[;\t\r\n])(?=[=+@＝＋－＠]|-(?! ))/g;

function csvCell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const safe = mayStart.test(value) ? value.replace(starts, "'") : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
