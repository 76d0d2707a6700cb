import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { expectNoSealedWordsInLines } from "./no-sealed-words.ts";

/** An element of the structure tree with the text that belongs to it. */
export type ReadElement = { role: string; alt?: string; text: string; children: ReadElement[] };

export type ReadPage = {
  /** In reading order, of what is no artifact. */
  elements: ReadElement[];
  /** All that is drawn, artifacts too. */
  text: string;
};

export type ReadPdf = { pages: ReadPage[]; title: string | undefined; language: string | null; isTagged: boolean };

type StructNode = { role?: string; alt?: string; type?: string; id?: string; children?: StructNode[] };

/** Reads a PDF with pdf.js, an implementation that shares nothing with what writes it. */
export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const document = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;
  try {
    const { info } = await document.getMetadata();
    const pages: ReadPage[] = [];
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number);
      const { items } = await page.getTextContent({ includeMarkedContent: true });
      const texts = textsOf(items);
      const tree = (await page.getStructTree()) as StructNode | null;
      pages.push({
        elements: (tree?.children ?? []).flatMap((node) => elementOf(node, texts)),
        text: items.flatMap((item) => ("str" in item ? item.str + (item.hasEOL ? " " : "") : [])).join(""),
      });
    }
    expectNoSealedWordsInLines(pages.map(({ text }) => text).join(" "), "the PDF");
    // A Map, other than its types say.
    const marks = (await document.getMarkInfo()) as unknown as Map<string, boolean> | null;
    const { Title, Language } = info as { Title?: string; Language?: string };
    return {
      pages,
      title: Title,
      language: Language ?? null,
      isTagged: marks?.get("Marked") ?? false,
    };
  } finally {
    await document.loadingTask.destroy();
  }
}

/** Elements of a role, wherever they are. */
export function allOf(elements: readonly ReadElement[], role: string): ReadElement[] {
  return elements.flatMap((element) => [...(element.role === role ? [element] : []), ...allOf(element.children, role)]);
}

function textsOf(items: readonly object[]): Map<string, string> {
  const texts = new Map<string, string>();
  const open: (string | null)[] = [];
  for (const item of items as { type?: string; id?: string; str?: string }[]) {
    if (item.type?.startsWith("beginMarkedContent")) open.push(item.id ?? null);
    else if (item.type === "endMarkedContent") open.pop();
    else {
      const id = open.findLast((one) => one !== null);
      if (id) texts.set(id, (texts.get(id) ?? "") + (item.str ?? ""));
    }
  }
  return texts;
}

function elementOf(node: StructNode, texts: ReadonlyMap<string, string>): ReadElement[] {
  const content = (node.children ?? []).filter(({ type }) => type === "content");
  const children = (node.children ?? [])
    .filter(({ role }) => role !== undefined)
    .flatMap((child) => elementOf(child, texts));
  const text = content
    .map(({ id }) => texts.get(id ?? "") ?? "")
    .join("")
    .trim();
  return [{ role: node.role ?? "", ...(node.alt !== undefined && { alt: node.alt }), text, children }];
}
