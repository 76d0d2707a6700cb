import { describe, expect, it } from "vitest";
import { allOf, readPdf } from "../../../tests/support/read-pdf.ts";
import type { Block, Row } from "./blocks.ts";
import type { PdfOptions } from "./options.ts";
import { pdfBytes, pdfOf } from "./pdf-of.ts";

const options: PdfOptions = {
  title: "Transcript of <Amina> & Co",
  language: "en",
  branding: { school: "Riverside School", color: "#1a5da8", logo: null },
  madeAt: new Date("2026-11-28T16:05:00Z"),
  reference: "No. 7Q4M",
  footer: ["Made on 28 November 2026", "Riverside School, 12 Quay Street"],
};

const columns = [
  { head: "Code", width: { points: 40 } },
  { head: "Competency", width: { share: 1 }, isRowHead: true },
  { head: "Level", width: { points: 90 }, align: "right" },
] as const;

function table(rows: Iterable<Row>): Block {
  return { kind: "table", summary: "Competencies", columns, rows };
}

const document: Block[] = [
  { kind: "heading", level: 1, text: "Amina Okafor" },
  { kind: "facts", items: [{ label: "Completed", value: "32 of 45" }] },
  { kind: "heading", level: 2, text: "By category" },
  {
    kind: "bars",
    title: "One category is behind plan",
    alternative: "Patient care 4 of 10, planned 6",
    max: 10,
    bars: [{ label: "Patient care", value: 4, plan: 6, figure: "4 of 10" }],
  },
  {
    kind: "lines",
    title: "Over time",
    alternative: "From 0 in January to 32 in June",
    xLabels: ["Jan", "Jun"],
    yLabels: ["0", "45"],
    lines: [
      {
        label: "Completed",
        points: [
          { x: 0, y: 0 },
          { x: 1, y: 0.7 },
        ],
      },
    ],
  },
  table([
    { group: "Safety", value: "1 of 1" },
    { cells: ["1.1", "Hand hygiene", "4 · Unsupervised"] },
    { total: ["", "Sum", "1"] },
  ]),
  { kind: "note", title: "How to read it", text: "Four is unsupervised." },
];

async function read(blocks: Iterable<Block>, changed: Partial<PdfOptions> = {}) {
  return readPdf(await pdfBytes({ ...options, ...changed }, blocks));
}

describe("a PDF of blocks", () => {
  it("is tagged, has title and language, and is read in the order of its blocks", async () => {
    const { pages, title, language, isTagged } = await read(document);
    expect({ title, language, isTagged }).toEqual({ title: options.title, language: "en", isTagged: true });
    const [root] = pages[0]?.elements ?? [];
    expect(root?.role).toBe("Document");
    expect(root?.children.map(({ role }) => role).join(" ")).toBe("P P H1 L H2 P Figure P Figure Table P");
    expect(allOf(root?.children ?? [], "H1")[0]?.text).toBe("Amina Okafor");
    expect(allOf(root?.children ?? [], "Figure").map(({ alt }) => alt)).toEqual([
      "Patient care 4 of 10, planned 6",
      "From 0 in January to 32 in June",
    ]);
  });

  it("has tables with header cells for columns, rows and groups", async () => {
    const { pages } = await read(document);
    const rows = allOf(pages[0]?.elements ?? [], "TR").map(({ children }) =>
      children.map(({ role, text }) => `${role} ${text}`.trim()),
    );
    expect(rows).toEqual([
      ["TH Code", "TH Competency", "TH Level"],
      ["TH Safety", "TD 1 of 1"],
      ["TD 1.1", "TH Hand hygiene", "TD 4 · Unsupervised"],
      ["TD", "TH Sum", "TD 1"],
    ]);
  });

  it("repeats the head of a table on each page, outside of the reading order, and numbers the pages", async () => {
    const rows = Array.from({ length: 120 }, (_, n): Row => ({ cells: [`${n}`, `Competency ${n}`, "4"] }));
    const { pages } = await read([table([{ group: "Safety" }, ...rows])]);
    expect(pages.length).toBeGreaterThan(2);
    for (const [index, page] of pages.entries()) {
      expect(page.text).toContain(`Page ${index + 1} of ${pages.length}`);
      expect(page.text).toContain("Competency");
      expect(page.text).toContain("12 Quay Street");
      if (index > 0) expect(page.text).toContain("Safety (continues)");
    }
    const heads = pages.flatMap(({ elements }) => allOf(elements, "TH")).filter(({ text }) => text === "Code");
    expect(heads).toHaveLength(1);
    const cells = pages.flatMap(({ elements }) => allOf(elements, "TD")).map(({ text }) => text);
    expect(cells.filter((text) => /^\d+$/.test(text) && text !== "4").length).toBeGreaterThanOrEqual(119);
  });

  it.each([
    ["Arabic", "أمينة أوكافور"],
    ["Hebrew", "נועה לוי"],
    ["Polish", "Łukasz Żółć"],
    ["Vietnamese", "Nguyễn Thị Ánh"],
    ["Cyrillic", "Ольга Петрова"],
    ["Greek", "Ελένη Παππά"],
  ])("writes a name in %s so that it can be read back", async (_, name) => {
    const { pages } = await read([{ kind: "heading", level: 1, text: name }]);
    expect(allOf(pages[0]?.elements ?? [], "H1")[0]?.text.normalize("NFC")).toBe(name);
  });

  it("keeps the words around a name that runs to the left in their order", async () => {
    const { pages } = await read([{ kind: "paragraph", text: "Signed by أحمد in Leeds" }]);
    expect(pages[0]?.text).toMatch(/Signed by.*أحمد.*in Leeds/);
  });

  it("keeps a number apart from a name before it that runs to the left", async () => {
    const { pages } = await read([{ kind: "paragraph", text: "دفعة 2027 · 20 students · 14 June" }]);
    // From the left to the right, as it is drawn: the pieces of the name, then what follows it.
    expect(pages[0]?.text).toMatch(/2027.* · 20 students · 14 June/);
  });

  it("gives a long label of a bar a second line, so that two can be told apart", async () => {
    const bar = (label: string) => ({ label, value: 1, figure: "1 of 2" });
    const labels = ["Practical Nurse", "Registered Nurse"].map((one) => `Assessment and Clinical Reasoning (${one})`);
    const { pages } = await read([{ kind: "bars", title: "B", alternative: "B", max: 2, bars: labels.map(bar) }]);
    const text = pages[0]?.text.replace(/\s+/g, "") ?? "";
    for (const one of labels) expect(text).toContain(one.replace(/\s+/g, ""));
  });

  it.each([
    ["500 letters", "x".repeat(500)],
    ["an emoji, of which no font knows the sign", "Ada 😀 李"],
    ["marks that turn the text around", "Ada \u202Egnp.exe\u2066 \u200F"],
    ["controls and broken pairs", "Ada\u0000\u0007\n\uD800 \uFFFE"],
    ["nothing", ""],
    ["what is markup elsewhere", "</x:xmpmeta> (\\) ]>> & <b>"],
  ])("survives a name of %s", async (_, name) => {
    const { pages, title } = await read(
      [
        { kind: "heading", level: 1, text: name },
        { kind: "facts", items: [{ label: name, value: name }] },
        table([{ group: name, value: name }, { cells: [name, name, name] }]),
        { kind: "note", title: name, text: name },
      ],
      { title: name, reference: name, footer: [name], branding: { ...options.branding, school: name } },
    );
    expect(pages.length).toBeGreaterThan(0);
    expect(pages[0]?.text).not.toContain("\u0000");
    expect(pages[0]?.text).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
    if (name.startsWith("Ada")) expect(title).toMatch(/^Ada/);
  });

  it("is the same each time, for the same date", async () => {
    const [one, other] = [await pdfBytes(options, document), await pdfBytes(options, document)];
    expect(Buffer.compare(one, other)).toBe(0);
    const later = await pdfBytes({ ...options, madeAt: new Date("2027-01-01") }, document);
    expect(Buffer.compare(one, later)).not.toBe(0);
  });

  it("is written page by page, while its rows are still read", async () => {
    let readRows = 0;
    async function* rows(): AsyncGenerator<Row> {
      for (; readRows < 400; readRows += 1) yield { cells: [`${readRows}`, "Competency", "4"] };
    }
    const pieces: number[] = [];
    for await (const _ of pdfOf(options, [{ kind: "table", summary: "", columns, rows: rows() }]))
      pieces.push(readRows);
    expect(pieces.length).toBeGreaterThan(5);
    expect(pieces[1]).toBeLessThan(120);
  });

  it("stops when it is cancelled", async () => {
    const cancel = new AbortController();
    const rows = (function* (): Generator<Row> {
      for (let n = 0; ; n += 1) {
        if (n === 200) cancel.abort(new Error("cancelled"));
        yield { cells: [`${n}`, "Competency", "4"] };
      }
    })();
    await expect(pdfBytes({ ...options, signal: cancel.signal }, [table(rows)])).rejects.toThrow("cancelled");
  });

  it("fits Letter as well as A4", async () => {
    for (const size of ["A4", "LETTER"] as const) {
      expect((await read(document, { size, layout: "landscape" })).pages.length).toBeGreaterThan(0);
    }
  });

  it("can be read whatever the documents before it had: parts of their signs are signs of their own", async () => {
    const read = async (text: string) =>
      (await readPdf(await pdfBytes(options, [{ kind: "paragraph", text }]))).pages[0];
    await read("Å é ” … ½ ; :");
    const text = "O’Connell, Abe: 1.5 ‘x’ 7½; “ee”";
    expect((await read(text))?.text).toContain(text);
  });
});
