import type { ImportFault } from "#src/features/frameworks/schema.ts";

export type Decoded = { text: string; faults: ImportFault[] } | { text: undefined; faults: ImportFault[] };

/**
 * The file's bytes as text. A byte-order mark tells the encoding; without one it is UTF-8, and where that does not fit,
 * Windows-1252, which is said. Bytes that are no text at all are refused.
 */
export function decodeText(bytes: Uint8Array): Decoded {
  const marked = encodingOfMark(bytes);
  if (marked) {
    const faults = marked === "utf-8" ? [] : [notice(`The file is encoded as ${marked.toUpperCase()}.`)];
    return refuseBinary(new TextDecoder(marked).decode(bytes), faults);
  }
  try {
    return refuseBinary(new TextDecoder("utf-8", { fatal: true }).decode(bytes), []);
  } catch {
    const faults = [
      notice("The file is not UTF-8; it was read as Windows-1252. Check letters with accents.", "warning"),
    ];
    return refuseBinary(new TextDecoder("windows-1252").decode(bytes), faults);
  }
}

function encodingOfMark(bytes: Uint8Array): string | undefined {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  return undefined;
}

function refuseBinary(text: string, faults: ImportFault[]): Decoded {
  if (!text.includes("\u0000")) return { text, faults };
  return {
    text: undefined,
    faults: [
      { severity: "error", message: "This is not a text file. Choose a CASE package (.json) or a table (.csv)." },
    ],
  };
}

function notice(message: string, severity: ImportFault["severity"] = "notice"): ImportFault {
  return { severity, message };
}
