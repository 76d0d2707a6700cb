import { Faults, type FrameworkDraft } from "#src/features/frameworks/import/draft.ts";
import { deepestTree, tableLimits } from "#src/features/frameworks/import/limits.ts";
import { isCase, parseTableText } from "#src/features/frameworks/import/parse-table-text.ts";
import { previewOf } from "#src/features/frameworks/import/preview.ts";
import { type ParsedTable, parseTable } from "#src/features/frameworks/import/table/parse-table.ts";
import type { ImportFault, ImportLayout, ImportMapping, ImportPreview } from "#src/features/frameworks/schema.ts";
import { decodeText } from "#src/platform/tables/decode-text.ts";
import { readTable } from "#src/platform/tables/read-table.ts";
import { isArchive } from "#src/platform/tables/unpack.ts";

/** What was read from a file; without a draft, the faults explain why nothing could be read. */
export type ReadFramework = { layout?: ImportLayout; faults: ImportFault[] } & (
  | { draft: FrameworkDraft; preview: ImportPreview }
  | { draft: undefined; preview: undefined }
);

/**
 * Reads a framework from a file's bytes, the columns of a table as they are mapped. Never throws: `faults` lists
 * everything that is wrong.
 */
export async function readFramework(
  fileName: string,
  bytes: Uint8Array,
  mapping?: ImportMapping,
): Promise<ReadFramework> {
  const { draft, faults, layout } = await parseBytes(fileName, bytes, mapping);
  const rest = layout ? { layout } : {};
  if (!draft) return { draft, preview: undefined, faults, ...rest };
  const preview = previewOf(draft, {});
  return { draft, preview, faults: [...faultsOfDepth(preview), ...faults], ...rest };
}

/** The standard's validator and the reader of workbooks are loaded only for a file that needs them. */
async function parseBytes(fileName: string, bytes: Uint8Array, mapping?: ImportMapping): Promise<ParsedTable> {
  if (isArchive(bytes)) return parseTable(fileName, await readTable(bytes, tableLimits, mapping?.sheet), mapping);
  const { text, faults } = decodeText(bytes, "a CASE package (.json) or a table (.xlsx or .csv)");
  if (text === undefined) return { draft: undefined, faults };
  const parsed = await parseText(fileName, text.toWellFormed(), mapping);
  return { ...parsed, faults: [...faults, ...parsed.faults] };
}

async function parseText(fileName: string, text: string, mapping?: ImportMapping): Promise<ParsedTable> {
  if (!isCase(fileName, text)) return parseTableText(fileName, text, mapping);
  const { parseCase } = await import("#src/features/frameworks/import/parse-case.ts");
  return parseCase(text);
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
