import type { FileFault } from "#src/platform/tables/faults.ts";

export type Decoded = { text: string; faults: FileFault[] } | { text: undefined; faults: FileFault[] };

/**
 * Decodes the file's bytes as text. The encoding is that of a byte-order mark; without one, zero bytes at every other
 * place mean UTF-16; otherwise it is UTF-8 or, if the bytes are not valid UTF-8, Windows-1252 with a warning. Bytes
 * that are not text are refused; `expected` names what to choose instead.
 */
export function decodeText(bytes: Uint8Array, expected: string): Decoded {
  const known = knownBinary(bytes);
  if (known) return refused(known);
  const { text, faults } = decoded(bytes);
  return isText(text) ? { text, faults } : refused(`This is not a text file. Choose ${expected}.`);
}

function decoded(bytes: Uint8Array): { text: string; faults: FileFault[] } {
  const encoding = encodingOf(bytes);
  if (encoding) return decodedAs(encoding, bytes);
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), faults: [] };
  } catch {
    return {
      text: new TextDecoder("windows-1252").decode(bytes),
      faults: [notice("The file is not UTF-8; it was read as Windows-1252. Check letters with accents.", "warning")],
    };
  }
}

function decodedAs(encoding: string, bytes: Uint8Array): { text: string; faults: FileFault[] } {
  const faults = encoding === "utf-8" ? [] : [notice(`The file is encoded as ${encoding.toUpperCase()}.`)];
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), faults };
  } catch {
    faults.push(notice(`Some bytes are not valid ${encoding.toUpperCase()} and were replaced by �.`, "warning"));
    return { text: new TextDecoder(encoding).decode(bytes), faults };
  }
}

function encodingOf(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  // Both formats begin with an ASCII letter or bracket.
  if (a && b === 0 && c && d === 0) return "utf-16le";
  if (a === 0 && b && c === 0 && d) return "utf-16be";
  return undefined;
}

/** Explains what to do about binary files that are often chosen by mistake, by their first bytes. */
export function knownBinary(bytes: Uint8Array): string | undefined {
  const begins = (...start: number[]) => start.every((byte, at) => bytes[at] === byte);
  if (begins(0x50, 0x4b, 3, 4)) {
    return "This is a workbook or an archive that cannot be read here. Save the sheet as .xlsx or CSV, or unpack the archive, and choose that file.";
  }
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) {
    return "This is an old workbook (.xls) or one with a password. Save it as .xlsx without a password, or as CSV, and choose that file.";
  }
  if (begins(0x25, 0x50, 0x44, 0x46)) return "This is a PDF. Ask its publisher for a table (.xlsx or .csv).";
  return undefined;
}

/** Text has no NUL and very few other control characters. */
function isText(text: string): boolean {
  const sample = text.slice(0, 65_536);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the expression counts control characters
  const controls = sample.match(/[\u0001-\u0008\u000e-\u001f]/g)?.length ?? 0;
  return !text.includes("\u0000") && controls * 100 <= sample.length;
}

function refused(message: string): Decoded {
  return { text: undefined, faults: [{ severity: "error", message }] };
}

function notice(message: string, severity: FileFault["severity"] = "notice"): FileFault {
  return { severity, message };
}
