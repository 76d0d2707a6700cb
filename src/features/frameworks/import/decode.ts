import type { ImportFault } from "#src/features/frameworks/schema.ts";

export type Decoded = { text: string; faults: ImportFault[] } | { text: undefined; faults: ImportFault[] };

/**
 * Decodes the file's bytes as text. The encoding is that of a byte-order mark; without one, zero bytes at every other
 * place mean UTF-16; otherwise it is UTF-8 or, if the bytes are not valid UTF-8, Windows-1252 with a warning. Bytes
 * that are not text are refused.
 */
export function decodeText(bytes: Uint8Array): Decoded {
  const known = knownBinary(bytes);
  if (known) return refused(known);
  const encoding = encodingOf(bytes);
  if (encoding) return decodedAs(encoding, bytes);
  try {
    return refuseBinary(new TextDecoder("utf-8", { fatal: true }).decode(bytes), []);
  } catch {
    return refuseBinary(new TextDecoder("windows-1252").decode(bytes), [
      notice("The file is not UTF-8; it was read as Windows-1252. Check letters with accents.", "warning"),
    ]);
  }
}

function decodedAs(encoding: string, bytes: Uint8Array): Decoded {
  const faults = encoding === "utf-8" ? [] : [notice(`The file is encoded as ${encoding.toUpperCase()}.`)];
  try {
    return refuseBinary(new TextDecoder(encoding, { fatal: true }).decode(bytes), faults);
  } catch {
    faults.push(notice(`Some bytes are not valid ${encoding.toUpperCase()} and were replaced by �.`, "warning"));
    return refuseBinary(new TextDecoder(encoding).decode(bytes), faults);
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
  const [a, b, c, d] = bytes;
  if (a === 0x50 && b === 0x4b && c === 3 && d === 4) {
    return "This is a workbook or an archive. Save the sheet as CSV, or unpack the archive, and choose that file.";
  }
  if (a === 0x25 && b === 0x50 && c === 0x44 && d === 0x46) {
    return "This is a PDF. Ask its publisher for the framework as a CASE package or a table.";
  }
  return undefined;
}

/** Text has no NUL and very few other control characters. */
function refuseBinary(text: string, faults: ImportFault[]): Decoded {
  const sample = text.slice(0, 65_536);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the expression counts control characters
  const controls = sample.match(/[\u0001-\u0008\u000e-\u001f]/g)?.length ?? 0;
  if (!text.includes("\u0000") && controls * 100 <= sample.length) return { text, faults };
  return refused("This is not a text file. Choose a CASE package (.json) or a table (.csv).");
}

function refused(message: string): Decoded {
  return { text: undefined, faults: [{ severity: "error", message }] };
}

function notice(message: string, severity: ImportFault["severity"] = "notice"): ImportFault {
  return { severity, message };
}
