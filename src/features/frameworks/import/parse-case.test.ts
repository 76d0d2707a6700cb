import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseFramework } from "#src/features/frameworks/import/parse.ts";
import { previewOf } from "#src/features/frameworks/import/preview.ts";
import { cpuTimeMs } from "../../../../tests/support/cpu-time.ts";

type Json = Record<string, unknown>;

const parse = (value: unknown) =>
  parseFramework("package.json", typeof value === "string" ? value : JSON.stringify(value));
const faultsOf = (value: unknown) =>
  parse(value)
    .faults.filter(({ message }) => !/^Differs from CASE|\(schema\)/.test(message))
    .map(({ severity, path, line, message }) => `${severity} ${path ?? line ?? "-"}: ${message}`);
const items = (value: unknown) => parse(value).draft?.items ?? [];

const document: Json = { identifier: "doc", title: "Nursing", caseVersion: "1.1" };
const item = (identifier: string, more: Json = {}): Json => ({
  identifier,
  fullStatement: `Do ${identifier}`,
  ...more,
});
const link = (origin: string, destination: string, more: Json = {}): Json => ({
  identifier: `${origin}>${destination}`,
  associationType: "isChildOf",
  originNodeURI: { identifier: origin, title: origin, uri: `urn:${origin}` },
  destinationNodeURI: { identifier: destination, title: destination, uri: `urn:${destination}` },
  ...more,
});
/** A package of these items, each under the document unless it is linked elsewhere. */
function pack(given: Json[], links: Json[] = [], more: Json = {}): Json {
  const linked = new Set(links.map(({ identifier }) => String(identifier).split(">")[0]));
  const top = given.filter(({ identifier }) => !linked.has(String(identifier)));
  const topLinks = top.map(({ identifier }) => link(String(identifier), "doc"));
  return { CFDocument: document, CFItems: given, CFAssociations: [...topLinks, ...links], ...more };
}

describe("a CASE package", () => {
  for (const [file, items, title] of [
    ["../../../../db/demo/registered-nurse.case.json", 32, "Registered Nurse: entry to practice (O*NET 29.3)"],
    ["../../../../tests/fixtures/critical-care-nurse.case.json", 34, "Critical Care Nurse (O*NET 29.3)"],
  ] as const) {
    it(`is read completely and without faults: ${title}`, () => {
      const text = readFileSync(new URL(file, import.meta.url), "utf8");
      const { draft, faults } = parse(text);
      expect(faults.filter(({ message }) => !/Markdown|full stop/.test(message))).toEqual([]);
      expect(draft).toMatchObject({ title, version: "29.3", publisher: "O*NET Resource Center", licence: "CC BY 4.0" });
      expect(draft?.sourceFormat).toBe("CASE_1_1");
      const source: {
        CFItems: { identifier: string; fullStatement: string }[];
        CFAssociations: { identifier: string }[];
      } = JSON.parse(text);
      expect(draft?.items.map(({ identifier, statement }) => [identifier, statement])).toEqual(
        source.CFItems.map(({ identifier, fullStatement }) => [identifier, fullStatement]),
      );
      expect(draft?.items).toHaveLength(items);
      expect(draft?.associations.map(({ identifier }) => identifier)).toEqual(
        source.CFAssociations.map(({ identifier }) => identifier),
      );
      expect(draft?.source).toEqual({ CFDocument: expect.objectContaining({ title }) });
    });
  }

  it("is version 1.1 if it is marked so, otherwise 1.0, and is validated by that version's schema", () => {
    const old = { ...pack([item("a")]), CFDocument: { identifier: "doc", title: "Old" } };
    expect(parse(old).draft?.sourceFormat).toBe("CASE_1_0");
    expect(parse(old).faults[0]?.message).toMatch(/^Differs from CASE 1\.0: /);
    const current = parse(pack([item("a", { colour: "red" })]));
    expect(current.draft?.sourceFormat).toBe("CASE_1_1");
    expect(current.faults).toContainEqual({
      severity: "notice",
      path: "CFItems.0",
      message: "Differs from CASE 1.1: must have required property 'uri'. It was read all the same.",
    });
  });

  it("may be in one wrapper or several", () => {
    const plain = pack([item("a")]);
    for (const wrapped of [{ CFPackage: plain }, { data: { package: plain } }, { cfPackage: plain, status: "ok" }]) {
      expect(parse(wrapped)).toEqual(parse(plain));
    }
  });

  it("must have a document and items", () => {
    expect(faultsOf({ CFItems: [item("a")] })).toEqual([
      expect.stringMatching(/^error CFDocument: The package has no CFDocument/),
    ]);
    expect(faultsOf({ CFDocument: document })).toEqual(["error CFItems: The package has no items that could be read."]);
    expect(faultsOf({ CFDocument: document, CFItems: { a: 1 } })).toHaveLength(1);
    expect(faultsOf([pack([item("a")])])).toEqual(["error -: This JSON is not a CASE package."]);
    expect(faultsOf("null")).toEqual(["error -: This JSON is not a CASE package."]);
  });

  it("keeps associations of every type, and reports those that lead out of the package", () => {
    const value = pack(
      [item("a"), item("b")],
      [
        link("a", "b", { associationType: "precedes", identifier: "1" }),
        link("a", "elsewhere", { associationType: "exactMatchOf", identifier: "2" }),
        link("elsewhere", "b", { associationType: "ext:becomes", identifier: "3" }),
        link("b", "missing-parent", { identifier: "4" }),
      ],
    );
    expect(
      parse(value).draft?.associations.map(({ type, origin, destination }) => [type, origin, destination]),
    ).toEqual([
      ["isChildOf", "a", "doc"],
      ["isChildOf", "b", "doc"],
      ["precedes", "a", "b"],
      ["exactMatchOf", "a", "elsewhere"],
      ["ext:becomes", "elsewhere", "b"],
      ["isChildOf", "b", "missing-parent"],
    ]);
    expect(faultsOf(value)).toEqual([
      "notice CFAssociations.3: This exactMatchOf association leads out of the package; it is kept, and its other end is not imported.",
      "notice CFAssociations.4: This ext:becomes association leads out of the package; it is kept, and its other end is not imported.",
      "notice CFAssociations.5: This isChildOf association leads out of the package; it is kept, and its other end is not imported.",
    ]);
  });

  it("identifies an end by its address if it has no identifier", () => {
    const value = pack(
      [item("a"), item("b")],
      [
        {
          ...link("b", "a"),
          originNodeURI: { uri: "https://example.org/CFItems/b/" },
          destinationNodeURI: "https://example.org/CFItems/a",
        },
      ],
    );
    expect(items(value)).toMatchObject([{ parentIdentifier: null }, { identifier: "b", parentIdentifier: "a" }]);
  });

  it("leaves out associations without an end or a type, and adds missing identifiers", () => {
    const { identifier: _identifier, ...nameless } = link("b", "a");
    const value = {
      ...pack([item("a"), item("b")]),
      CFAssociations: [
        nameless,
        { associationType: "isChildOf" },
        null,
        link("a", "doc", { identifier: "i".repeat(201) }),
      ],
    };
    expect(faultsOf(value)).toEqual([
      "warning CFAssociations.1: This association lacks an end or a type and was left out.",
      "warning CFAssociations.2: This association lacks an end or a type and was left out.",
      "notice CFAssociations.0: This association has no usable identifier; it was given one.",
      "notice CFAssociations.3: This association has no usable identifier; it was given one.",
    ]);
    expect(parse(value).draft?.associations.map(({ identifier }) => identifier)).toEqual([
      "association-1",
      "association-4",
    ]);
  });

  it("keeps the first of items with the same identifier", () => {
    const value = pack([item("a"), item("a", { fullStatement: "Another" })], []);
    expect(items(value)).toMatchObject([{ statement: "Do a" }]);
    expect(faultsOf(value)).toEqual([
      "warning CFItems.1: The identifier a is used twice; the first item was kept.",
      "warning CFAssociations.1: The identifier a>doc is used twice; the first association was kept.",
    ]);
  });

  it("leaves out items without an identifier or any text", () => {
    const value = pack([
      item("a"),
      { fullStatement: "x" },
      item("b", { fullStatement: "<br/>" }),
      item("i".repeat(201)),
    ]);
    expect(items(value).map(({ identifier }) => identifier)).toEqual(["a"]);
    expect(faultsOf(value).slice(0, 3)).toEqual([
      "warning CFItems.1: This item has no usable identifier and was left out.",
      "warning CFItems.2: This item has no statement with a letter or a digit and was left out.",
      "warning CFItems.3: This item has no usable identifier and was left out.",
    ]);
    expect(items(pack([item("a", { fullStatement: "", humanCodingScheme: 12.5 })]))).toMatchObject([
      { name: "12.5", code: "12.5" },
    ]);
  });

  it("refuses circles of isChildOf once each, and names the items", () => {
    const value = pack(
      [item("a"), item("b"), item("c"), item("d")],
      [link("a", "b"), link("b", "a"), link("c", "c"), link("d", "a")],
    );
    expect(faultsOf(value)).toEqual([
      "error CFItems.0: 2 items are each other's parents: “Do a” → “Do b”. Fix the hierarchy and import again.",
      "error CFItems.2: “Do c” is its own parent. Fix the hierarchy and import again.",
    ]);
    expect(previewOf(parse(value).draft ?? expect.fail(), {}).items).toHaveLength(4);
  });

  it("finds a circle of 20,000 items, and a chain as deep, in time", () => {
    const many = Array.from({ length: 20_000 }, (_, i) => item(`i${i}`));
    const chain = many.slice(1).map((_, i) => link(`i${i}`, `i${i + 1}`));
    const work = () => {
      const circle = { CFDocument: document, CFItems: many, CFAssociations: [...chain, link("i19999", "i0")] };
      expect(faultsOf(circle)).toEqual([
        expect.stringMatching(/^error CFItems\.0: 20000 items are each other's parents: “Do i0” → .* → …\./),
      ]);
      const { draft } = parse(pack(many, chain));
      const placed = previewOf(draft ?? expect.fail(), {}).items;
      expect(placed.at(-1)).toMatchObject({ identifier: "i0", depth: 19_999, becomesCompetency: true });
    };
    expect(cpuTimeMs(work)).toBeLessThan(10_000);
  }, 60_000);

  it("places orphans at the top, and reports them", () => {
    const value = { CFDocument: document, CFItems: [item("a"), item("b")], CFAssociations: [link("b", "a")] };
    expect(items(value)).toMatchObject([{ parentIdentifier: null }, { parentIdentifier: "a" }]);
    expect(faultsOf(value)).toEqual(["notice CFItems.0: “Do a” has no parent; it was placed at the top."]);
  });

  it("shows an item with several parents under the first by sequence, and keeps the others", () => {
    const value = pack(
      [item("a"), item("b"), item("c")],
      [
        link("c", "a", { sequenceNumber: 5 }),
        link("c", "b", { sequenceNumber: 2 }),
        link("c", "b", { sequenceNumber: 9, identifier: "again" }),
      ],
    );
    expect(items(value)[2]).toMatchObject({ parentIdentifier: "b", sortOrder: 2 });
    expect(parse(value).draft?.associations).toHaveLength(5);
    expect(faultsOf(value)).toEqual([
      "notice CFAssociations.3: “Do c” has several parents; it is shown under the first, and the others are kept as associations.",
    ]);
  });

  it("orders siblings by sequence number, whatever number that is", () => {
    const value = pack(
      [item("a"), item("b"), item("c")],
      [
        link("a", "doc", { sequenceNumber: 1e15 }),
        link("b", "doc", { sequenceNumber: -7 }),
        link("c", "doc", { sequenceNumber: 1.5 }),
      ],
    );
    const { draft } = parse(value);
    expect(draft?.items.map(({ sortOrder }) => sortOrder)).toEqual([2_147_483_647, -7, 2]);
    expect(previewOf(draft ?? expect.fail(), {}).items.map(({ identifier }) => identifier)).toEqual(["b", "c", "a"]);
  });

  it("keeps invalid dates unchanged, and reports them", () => {
    const dates = { lastChangeDateTime: "yesterday", statusStartDate: "2025-02-30", statusEndDate: 20250101 };
    const value = pack([
      item("a", dates),
      item("b", { lastChangeDateTime: "2025-02-28T10:00:00Z", statusEndDate: "2024-02-29" }),
    ]);
    expect(faultsOf(value).map((line) => line.slice(0, 45))).toEqual([
      "notice CFItems.0.lastChangeDateTime: This is ",
      "notice CFItems.0.statusStartDate: This is not",
      "notice CFItems.0.statusEndDate: This is not a",
    ]);
    expect(items(value)[0]?.source).toMatchObject(dates);
  });

  it("removes HTML and Markdown from names and keeps the statement byte for byte [V1.2.1] [V1.3.1]", () => {
    const statement = "<p>Assess **pain**&nbsp;and <em>vitals</em>.</p>\n";
    const value = pack([item("a", { fullStatement: statement })]);
    expect(items(value)).toMatchObject([{ statement, name: "Assess pain and vitals", description: "" }]);
    expect(faultsOf(value)).toEqual([
      "notice CFItems.0: HTML or Markdown was taken out of the name; the original is kept.",
      "notice -: The full stop at the end of a name was left out.",
    ]);
  });

  it("keeps long names whole, and the lines of a statement that has several", () => {
    const long = "word ".repeat(60).trim();
    expect(items(pack([item("a", { fullStatement: long })]))).toMatchObject([{ name: long, description: "" }]);
    const list = items(pack([item("a", { fullStatement: "<p>Wash</p><ul><li>hands</li><li>face</li></ul>" })]))[0];
    expect(list).toMatchObject({ name: "Wash hands face", description: "Wash\n- hands\n- face" });
  });

  it("keeps an editor's notes as notes, not as the description", () => {
    const notes = "Ask the board before this is used.";
    expect(items(pack([item("a", { notes })]))).toMatchObject([
      { name: "Do a", description: "", editorNote: notes, source: { notes } },
    ]);
  });

  it("leaves out an item without a letter or a digit in its statement, and takes the short statement or the code", () => {
    const value = pack([
      item("a", { fullStatement: "." }),
      item("b", { fullStatement: "—", abbreviatedStatement: "Wash" }),
      item("c", { fullStatement: "**.**", humanCodingScheme: "C.1" }),
      item("d", { fullStatement: "手" }),
    ]);
    expect(items(value).map(({ name }) => name)).toEqual(["Wash", "C.1", "手"]);
    expect(faultsOf(value)[0]).toBe(
      "warning CFItems.0: This item has no statement with a letter or a digit and was left out.",
    );
  });

  it("takes characters that nobody can see out of names, and reports it", () => {
    const fullStatement = "Wash\u202e sdnah\u2028and\u0085dry&#8238; 👩‍⚕️\u0007";
    const value = pack([item("a", { fullStatement, humanCodingScheme: "A\u200f1\n", CFItemType: "\u2067Skill" })]);
    expect(items(value)).toMatchObject([
      { statement: fullStatement, name: "Wash sdnah and dry 👩‍⚕️", code: "A1", itemType: "Skill" },
    ]);
    expect(faultsOf(value)).toContain(
      "notice CFItems.0: Characters that nobody can see were taken out of the name; the original is kept.",
    );
  });

  for (const [key, most, path] of [
    ["fullStatement", 10_000, "statement"],
    ["abbreviatedStatement", 10_000, "short statement"],
    ["humanCodingScheme", 200, "code"],
    ["CFItemType", 200, "item type"],
  ] as const) {
    it(`refuses an item whose ${key} is longer than ${most} characters, with its place`, () => {
      expect(faultsOf(pack([item("a", { [key]: "x".repeat(most) })]))).toEqual([]);
      const value = pack([item("a", { [key]: "x".repeat(most + 1) }), item("b")]);
      const limit = most.toLocaleString("en");
      expect(faultsOf(value)[0]).toBe(
        `error CFItems.0.${key}: The ${path} has more than ${limit} characters. Shorten it.`,
      );
    });
  }

  for (const [key, most] of [
    ["identifier", 200],
    ["title", 10_000],
    ["description", 10_000],
    ["version", 200],
    ["publisher", 10_000],
    ["licenseURI", 10_000],
  ] as const) {
    it(`refuses a document whose ${key} is longer than ${most} characters`, () => {
      const given = (length: number) => ({
        ...pack([item("a")]),
        CFDocument: { ...document, [key]: "x".repeat(length) },
      });
      expect(parse(given(most)).draft).toBeDefined();
      expect(parse(given(most + 1)).draft).toBeUndefined();
      expect(faultsOf(given(most + 1))).toEqual([
        expect.stringMatching(
          /^error CFDocument: The framework’s [a-z]+ has more than [0-9,]+ characters\. Shorten it\.$/,
        ),
      ]);
    });
  }

  it("refuses more associations, and more values, than any package has", () => {
    const links = Array.from({ length: 100_001 }, () => 1);
    expect(faultsOf({ CFDocument: document, CFItems: [item("a")], CFAssociations: links })[0]).toBe(
      "error CFAssociations: At most 100,000 associations can be imported.",
    );
    expect(faultsOf(`[${"{},".repeat(2_000_001)}1]`)).toEqual([
      expect.stringMatching(/^error 1: The file has more than 2,000,000 values \(line 1, column \d+\)\./),
    ]);
    const type = faultsOf(pack([item("a")], [link("a", "doc", { associationType: "x".repeat(201) })]));
    expect(type[0]).toBe(
      "error CFAssociations.0: The type of the association has more than 200 characters. Shorten it.",
    );
  });

  it("replaces characters that PostgreSQL cannot store, in values and in keys, and reports it", () => {
    const text = JSON.stringify(pack([item("a", { fullStatement: "STATEMENT", extensions: { KEY: 1 } })]))
      .replace("STATEMENT", "\\u0000 \\ud83d \\uDE00 \\ud83d\\ude00 \\\\u0000 \\\\\\u0000")
      .replace("KEY", "k\\u0000\\udfff");
    expect(items(text)[0]?.statement).toBe("\ufffd \ufffd \ufffd 😀 \\u0000 \\\ufffd");
    expect(items(text)[0]?.source).toMatchObject({ extensions: { "k\ufffd\ufffd": 1 } });
    expect(faultsOf(text)).toEqual(["warning -: Characters that cannot be stored were replaced by �."]);
    expect(
      faultsOf(JSON.stringify(pack([item("a", { fullStatement: "A 😀" })])).replace("😀", "\\ud83d\\ude00")),
    ).toEqual([]);
  });

  it("treats keys that are special in JavaScript as ordinary keys [V1.5.2] [V15.3.6]", () => {
    const text = `{"CFDocument":{"identifier":"doc","title":"x","__proto__":{"polluted":1}},"__proto__":{"CFItems":[]},
      "CFItems":[{"identifier":"__proto__","fullStatement":"a","constructor":{"prototype":{"polluted":1}}},
      {"identifier":"toString","fullStatement":"b","__proto__":{"identifier":"x"}}],
      "CFAssociations":[${JSON.stringify(link("toString", "__proto__"))}]}`;
    expect(items(text)).toMatchObject([
      { identifier: "__proto__" },
      { identifier: "toString", parentIdentifier: "__proto__" },
    ]);
    expect(previewOf(parse(text).draft ?? expect.fail(), {}).counts).toMatchObject({ items: 2, competencies: 1 });
    expect(Object.keys({})).toEqual([]);
    expect(({} as Json).polluted).toBeUndefined();
  });

  it("reports line and column if the file is not JSON, nests too deep or was cut off", () => {
    expect(faultsOf('{"CFDocument": {},\n  "CFItems": [}')).toEqual([
      "error 2: The file is not valid JSON (line 2, column 15).",
    ]);
    expect(faultsOf("hello")).toEqual(["error 1: The file is not valid JSON (line 1, column 1)."]);
    expect(faultsOf(JSON.stringify(pack([item("a")])).slice(0, -5))[0]).toMatch(
      /it ends too early \(line 1, column \d+\)/,
    );
    expect(faultsOf(`{"CFDocument":${'{"a":'.repeat(100_000)}`)).toEqual([
      expect.stringMatching(/^error 1: The file nests more than 64 levels deep/),
    ]);
    expect(faultsOf('{"data":'.repeat(1_000_000))).toHaveLength(1);
  });

  it("may begin with a byte-order mark", () => {
    expect(parse(`\ufeff${JSON.stringify(pack([item("a")]))}`)).toEqual(parse(pack([item("a")])));
  });

  it("refuses more items than a person can review", () => {
    const many = Array.from({ length: 20_001 }, (_, i) => item(`i${i}`));
    expect(faultsOf({ CFDocument: document, CFItems: many })[0]).toBe(
      "error CFItems: At most 20000 items can be imported.",
    );
  });

  it("reports a limited number of faults for a file with many", () => {
    const keywords = Array.from({ length: 500_000 }, () => 1);
    const many = Array.from({ length: 5_000 }, (_, i) => item(`i${i}`, { colour: "red", lastChangeDateTime: "x" }));
    const { faults } = parse(pack([...many, item("k", { conceptKeywords: keywords })]));
    expect(faults.length).toBeLessThan(60);
    expect(faults).toContainEqual({ severity: "notice", message: "9983 more of the same kind (schema)." });
  });

  it("is read and previewed at once: 4 MB of 600 items and 3,400 associations", () => {
    const text = largePackage();
    expect(text.length).toBeGreaterThan(4_000_000);
    parse(pack([item("warm")]));
    const work = () => {
      const { draft, faults } = parse(text);
      const preview = previewOf(draft ?? expect.fail(), {});
      expect(preview.counts).toMatchObject({ items: 600, competencies: 525, associations: 3400 });
      expect(faults.length).toBeLessThan(60);
    };
    // It takes about 0.3 s on one core; the limit leaves room for busy machines.
    expect(cpuTimeMs(work)).toBeLessThan(2000);
  });
});

describe("parseFramework", () => {
  const anyPackage = fc.record(
    {
      CFDocument: fc.oneof(fc.constant(document), fc.jsonValue()),
      CFItems: fc.oneof(
        fc.array(
          fc.oneof(
            fc.record({ identifier: fc.constantFrom("a", "b", "c", "d"), fullStatement: fc.string() }),
            fc.jsonValue(),
          ),
        ),
        fc.jsonValue(),
      ),
      CFAssociations: fc.array(
        fc.oneof(
          fc
            .tuple(
              fc.constantFrom("a", "b", "c", "d"),
              fc.constantFrom("a", "b", "c", "d", "doc", "x"),
              fc.option(fc.integer()),
            )
            .map(([origin, destination, sequenceNumber]) =>
              link(origin, destination, { sequenceNumber, identifier: undefined }),
            ),
          fc.jsonValue(),
        ),
      ),
    },
    { requiredKeys: [] },
  );

  it("never throws, for any input", () => {
    const name = fc.constantFrom("a.json", "a.csv", "");
    const table = fc
      .array(fc.array(fc.oneof(fc.string(), fc.constantFrom("a", "b", '"'))), { minLength: 1 })
      .map((rows) => `code,name,level,required,parent\n${rows.map((row) => row.join(",")).join("\n")}`);
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.json(),
      table,
      anyPackage.map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(name, texts, (fileName, text) => {
        const { draft, faults } = parseFramework(fileName, text);
        if (draft) previewOf(draft, {});
        else expect(faults.some(({ severity }) => severity === "error")).toBe(true);
      }),
      { numRuns: 2000 },
    );
  }, 180_000);

  it("places every item once, with the same result each time", () => {
    fc.assert(
      fc.property(anyPackage, (value) => {
        const { draft } = parse(value);
        if (!draft) return;
        const preview = previewOf(draft, {});
        expect(preview.items.map(({ identifier }) => identifier).sort()).toEqual(
          draft.items.map(({ identifier }) => identifier).sort(),
        );
        expect(previewOf(parse(value).draft ?? expect.fail(), {})).toEqual(preview);
      }),
      { numRuns: 500 },
    );
  });
});

function largePackage(): string {
  const identifier = (kind: number, n: number) => `${kind}0000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
  const end = (kind: number, n: number) => ({
    title: "Lorem ipsum ".repeat(20),
    identifier: identifier(kind, n),
    uri: "urn:x",
  });
  const lastChangeDateTime = "2025-01-01T00:00:00Z";
  return JSON.stringify({
    CFDocument: {
      identifier: identifier(0, 0),
      uri: "urn:x",
      creator: "c",
      title: "Large",
      caseVersion: "1.1",
      lastChangeDateTime,
    },
    CFItems: Array.from({ length: 600 }, (_, n) => ({
      identifier: identifier(1, n),
      uri: "urn:x",
      fullStatement: `<p>Statement ${n}</p> ${"word **bold** ".repeat(250)}`,
      lastChangeDateTime,
    })),
    CFAssociations: Array.from({ length: 3400 }, (_, n) => ({
      identifier: identifier(2, n),
      uri: "urn:x",
      associationType: n < 600 ? "isChildOf" : "isRelatedTo",
      originNodeURI: end(1, n % 600),
      destinationNodeURI: n === 0 ? end(0, 0) : end(1, n < 600 ? (n - 1) >> 3 : (n * 7) % 600),
      lastChangeDateTime,
    })),
  });
}
