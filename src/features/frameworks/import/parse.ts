import { Faults, type FrameworkDraft, type Parsed } from "#src/features/frameworks/import/draft.ts";
import { deepestTree } from "#src/features/frameworks/import/limits.ts";
import { parseCase } from "#src/features/frameworks/import/parse-case.ts";
import { parseCsv } from "#src/features/frameworks/import/parse-csv.ts";
import { previewOf } from "#src/features/frameworks/import/preview.ts";
import type { ImportFault, ImportPreview } from "#src/features/frameworks/schema.ts";
import { decodeText } from "#src/platform/tables/decode-text.ts";

/** What was read from a file; without a draft, the faults explain why nothing could be read. */
export type ReadFramework =
  | { draft: FrameworkDraft; preview: ImportPreview; faults: ImportFault[] }
  | { draft: undefined; preview: undefined; faults: ImportFault[] };

/** Reads a framework from a file's bytes. Never throws: `faults` lists everything that is wrong. */
export function readFramework(fileName: string, bytes: Uint8Array): ReadFramework {
  const { text, faults } = decodeText(bytes, "a CASE package (.json) or a table (.csv)");
  if (text === undefined) return { draft: undefined, preview: undefined, faults };
  const parsed = parseFramework(fileName, text.toWellFormed());
  faults.push(...parsed.faults);
  const { draft } = parsed;
  if (!draft) return { draft, preview: undefined, faults };
  const preview = previewOf(draft, {});
  return { draft, preview, faults: [...faultsOfDepth(preview), ...faults] };
}

/** Parses a framework from a file's text. A text that begins like JSON, or a file named .json, is a CASE package. */
export function parseFramework(fileName: string, text: string): Parsed {
  const isCase = /^\ufeff?\s*[{[]/.test(text) || /\.json$/i.test(fileName);
  return isCase ? parseCase(text) : parseCsv(fileName, text);
}

function faultsOfDepth({ items }: ImportPreview): ImportFault[] {
  const faults = new Faults();
  for (const { depth, name } of items) {
    if (depth < deepestTree) continue;
    faults.add("deep", {
      severity: "error",
      message: `“${name}” lies more than ${deepestTree} levels deep. Bring it nearer to the top.`,
    });
  }
  return faults.list();
}
