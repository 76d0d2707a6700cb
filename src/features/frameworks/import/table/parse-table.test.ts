import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseFramework } from "#src/features/frameworks/import/parse.ts";
import { cpuTimeMs } from "../../../../../tests/support/cpu-time.ts";

const parse = (text: string) => parseFramework("skills-list_2027.csv", text);
const faultsOf = (text: string) =>
  parse(text).faults.map(({ severity, line, message }) => `${severity} ${line ?? "-"}: ${message}`);
const items = (text: string) => parse(text).draft?.items ?? [];

describe("a table", () => {
  it("is read completely: the demo school's practical nurse", () => {
    const path = new URL("../../../../../db/demo/practical-nurse.csv", import.meta.url);
    const { draft, faults } = parseFramework("practical-nurse.csv", readFileSync(path, "utf8"));
    expect(faults).toEqual([]);
    expect(draft).toMatchObject({ title: "Practical nurse", sourceFormat: "CSV", associations: [] });
    expect(draft?.items).toHaveLength(22);
    expect(draft?.items[0]).toMatchObject({
      identifier: "LPN-507",
      code: "LPN-507",
      category: "Assessment and Clinical Reasoning",
      level: "FUNDAMENTAL",
      isRequired: true,
      parentIdentifier: null,
    });
  });

  it("accepts its columns in any order and spelling, and reports unknown ones", () => {
    const text = "Parent Code;NAME;extra;Is-Required;Code;name\n;Wash hands;x;no;1;again";
    expect(items(text)).toMatchObject([{ code: "1", name: "Wash hands", isRequired: false }]);
    expect(faultsOf(text)).toEqual([
      "notice 1: The column “extra” is not known and was left out.",
      "notice 1: The column “name” says the same as an earlier one and was left out.",
    ]);
    expect(faultsOf("name,constructor,__proto__\na,b,c")).toHaveLength(2);
  });

  it("says for how long a competency is valid, and what renews it", () => {
    const text =
      'name,Validity months,Renewal ways\nBLS,12,"assessment, Evidence"\nMoving,24,\nHands,,assessment\nMask,0,evidence\nGown,6,exam / assessment';
    expect(items(text).map(({ validityMonths, renewalWays }) => ({ validityMonths, renewalWays }))).toEqual([
      { validityMonths: 12, renewalWays: ["ASSESSMENT", "EVIDENCE"] },
      { validityMonths: 24, renewalWays: null },
      { validityMonths: null, renewalWays: null },
      { validityMonths: null, renewalWays: null },
      { validityMonths: 6, renewalWays: ["ASSESSMENT"] },
    ]);
    expect(faultsOf(text)).toEqual([
      "warning 5: “0” in validity_months is not a number of months from 1 to 600; the competency does not expire.",
      "warning 6: “exam / assessment” in renewal_ways names what is not known. Known are ASSESSMENT, EVIDENCE, REASSESSMENT.",
    ]);
  });

  it("may be separated by commas, semicolons or tabs, whatever is in quotes", () => {
    for (const separator of [",", ";", "\t"]) {
      expect(items(`code${separator}name\n1${separator}One`)).toMatchObject([{ code: "1", name: "One" }]);
    }
    expect(items('"a, b, c";name\n1;One')).toMatchObject([{ name: "One" }]);
  });

  it("may have any line endings, also mixed, and line breaks in quotes", () => {
    const text = 'code,name,description\r\n1,"One\r\nline","say ""hi"",\nyes"\n2,Two,\r3,Three,';
    expect(items(text)).toMatchObject([
      { name: "One line", statement: 'say "hi",\nyes', description: 'say "hi",\nyes' },
      { name: "Two" },
      { name: "Three" },
    ]);
  });

  it("reports the line on which a row begins", () => {
    const text = 'code,name,level\r\n1,"One\r\n\r\nline",\r\n\r\n2,Two,HIGH\n3,"Three\n",LOW';
    expect(faultsOf(text).map((line) => line.slice(0, 22))).toEqual([
      "warning 6: The level “",
      "warning 7: The level “",
    ]);
  });

  it("may begin with a byte-order mark", () => {
    expect(items("\ufeffname\nOne")).toMatchObject([{ name: "One" }]);
  });

  it("keeps cells that look like formulas byte for byte", () => {
    const cells = [
      "=1+1",
      '=HYPERLINK("http://example.org","x")',
      "+1-2",
      "-3 *a* _b_",
      "@SUM(A1:A2)",
      "=A1<B1>C1*2*3",
    ];
    const rows = cells.map((cell, i) => `${i},"${cell.replaceAll('"', '""')}","${cell.replaceAll('"', '""')}"`);
    const read = items(`code,name,description\n${rows.join("\n")}`);
    expect(read.map(({ name }) => name)).toEqual(cells);
    expect(read.map(({ statement }) => statement)).toEqual(cells);
    expect(read.map(({ description }) => description)).toEqual(cells);
    const spaced = items('code,name,description\n1,a,"  two  spaces\t\u00a0"');
    expect(spaced[0]?.description).toBe("  two  spaces\t\u00a0");
  });

  it("shows names without markup [V3.2.2]", () => {
    expect(items("name\n<b>Wash</b> **hands**")).toMatchObject([
      { name: "Wash hands", statement: "<b>Wash</b> **hands**" },
    ]);
  });

  it("reads rows that are too short or too long, and reports them", () => {
    const text = "code,name,level\n1,One\n2,Two,EXPERT,more";
    expect(items(text)).toMatchObject([{ level: "FUNDAMENTAL" }, { level: "EXPERT" }]);
    expect(faultsOf(text)).toEqual([
      "warning 2: This row has 2 cells where the header has 3; missing cells were read as empty, others left out.",
      "warning 3: This row has 4 cells where the header has 3; missing cells were read as empty, others left out.",
    ]);
  });

  it("skips rows that have only separators", () => {
    expect(parse("code,name\n1,One\n,\n , \n")).toMatchObject({ faults: [], draft: { items: [{ code: "1" }] } });
  });

  it("refuses a row without a name and a code that is used twice", () => {
    const text = "code,name\n1,One\n2,\n1,Again";
    expect(faultsOf(text)).toEqual([
      "error 3: This row has no name with a letter or a digit. Give it one, or take the row out.",
      "error 4: The code “1” was used in line 2 already. Codes must differ.",
    ]);
    expect(faultsOf(`code,name\n${"c".repeat(201)},One`)[0]).toMatch(/^error 2: The code has more than 200 characters/);
  });

  it("gives rows without a code distinct identifiers, also distinct from similar codes", () => {
    const identifiers = items("code,name\n,One\nrow-2,Two\n,Three").map(({ identifier }) => identifier);
    expect(identifiers).toEqual(["row-2-", "row-2", "row-4"]);
  });

  it("uses the default for an unknown level or boolean, and reports it", () => {
    const text = "name,level,required\nOne,expert,no\nTwo,Guru,perhaps\nThree,,";
    expect(items(text)).toMatchObject([
      { level: "EXPERT", isRequired: false },
      { level: "FUNDAMENTAL", isRequired: true },
      { level: "FUNDAMENTAL", isRequired: true },
    ]);
    expect(faultsOf(text)).toEqual([
      "warning 3: The level “Guru” is not known; FUNDAMENTAL was taken. Known are FUNDAMENTAL, INTERMEDIATE, ADVANCED, EXPERT.",
      "warning 3: “perhaps” in is_required is neither true nor false; the row was taken as required.",
    ]);
  });

  it("builds a tree from parent codes in any order of rows", () => {
    expect(items("code,name,parent_code\n2,Child,1\n1,Parent,")).toMatchObject([
      { identifier: "2", parentIdentifier: "1" },
      { identifier: "1", parentIdentifier: null },
    ]);
  });

  it("places a row whose parent is missing at the top, and reports it", () => {
    const text = "code,name,parent_code\n,One,\n2,Two,row-2";
    expect(items(text)).toMatchObject([{ parentIdentifier: null }, { parentIdentifier: null }]);
    expect(faultsOf(text)).toEqual([
      "warning 3: The parent “row-2” is not a code of this table; the row was placed at the top.",
    ]);
  });

  it("refuses circles of parents once each, with the line", () => {
    expect(faultsOf("code,name,parent\n1,One,2\n2,Two,1\n3,Three,3\n4,Four,1")).toEqual([
      "error 2: 2 codes are each other's parents: “1” → “2”.",
      "error 4: The code “3” is its own parent.",
    ]);
  });

  it("finds a circle of 20,000 rows in time", () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `c${i},n${i},c${(i + 1) % 20_000}`);
    const work = () =>
      expect(faultsOf(`code,name,parent_code\n${rows.join("\n")}`)).toEqual([
        "error 2: 20000 codes are each other's parents: “c0” → “c1” → “c2” → “c3” → “c4” → ….",
      ]);
    expect(cpuTimeMs(work)).toBeLessThan(5000);
  }, 60_000);

  it("refuses cells that are longer than what they are kept in, with their line", () => {
    const table = (cell: string) => faultsOf(`code,name,category,description\n1,One,Safety,\n${cell}`);
    const words = "x".repeat(10_001);
    expect(table(`2,Two,${"c".repeat(12_000)},`)).toEqual([
      "error 3: The category has more than 200 characters. Shorten it.",
    ]);
    expect(table(`2,${words},,${words}`)).toEqual([
      "error 3: The name has more than 10,000 characters. Shorten it.",
      "error 3: The description has more than 10,000 characters. Shorten it.",
    ]);
    expect(table(`2,${"x".repeat(10_000)},${"c".repeat(200)},${"d".repeat(10_000)}`)).toEqual([]);
  });

  it("refuses a name or a category without a letter or a digit", () => {
    expect(faultsOf('name,category\n.,Safety\nOne,-\n"=\u202e",\nTwo,')).toEqual(
      [
        "error 2: This row has no name with a letter or a digit. Give it one, or take the row out.",
        "error 4: This row has no name with a letter or a digit. Give it one, or take the row out.",
        "error 3: The category “-” has no letter or digit. Give it a name, or leave it empty.",
      ].sort(),
    );
  });

  it("takes characters that nobody can see out of names, codes and categories, and reports it", () => {
    const text = 'code,name,category,parent\nA\u202e1,"=Wash\u2066\nhands",Safe\u200bty,\n2,Dry,,A1';
    expect(items(text)).toMatchObject([
      { code: "A1", name: "=Wash hands", category: "Safety" },
      { name: "Dry", parentIdentifier: "A1" },
    ]);
    expect(faultsOf(text)).toEqual([
      "notice 2: Characters that nobody can see were taken out of the name, the code or the category.",
    ]);
  });

  it("must have a header with names", () => {
    expect(faultsOf("1,One\n2,Two").at(-1)).toMatch(/^notice 1/);
    expect(faultsOf("1,One\n2,Two")[0]).toMatch(/^error 1: No column is known to hold the names/);
    expect(faultsOf("")).toEqual(["error -: The file is empty."]);
    expect(faultsOf("\n\r\n")).toEqual(["error -: The file is empty."]);
    expect(faultsOf("code,name")).toEqual(["error -: The table has no rows that could be read."]);
  });

  it("reports where a quotation mark is not closed", () => {
    expect(faultsOf('code,name\n1,One\n2,"Two\n3,Three')).toEqual([
      expect.stringMatching(/^error \d: The table could not be read; often a quotation mark is not closed\.$/),
    ]);
  });

  it("refuses more rows or columns than a person can review, at once", () => {
    const work = () => {
      expect(faultsOf(`name\n${"a\n".repeat(3_000_000)}`)).toEqual([
        "error -: The table has more than 20,020 rows. Divide it into several files.",
      ]);
      expect(faultsOf(`name${",".repeat(300)}\na`)).toEqual([
        "error 1: This line has 301 columns; at most 200 can be read.",
      ]);
    };
    expect(cpuTimeMs(work)).toBeLessThan(5000);
    expect(parse(`name\n${"a\n".repeat(20_000)}`).faults).toEqual([]);
  }, 60_000);

  it("lists faults of a kind up to twenty and counts the rest", () => {
    const faults = faultsOf(`name,level\n${"One,Guru\n".repeat(500)}`);
    expect(faults).toHaveLength(21);
    expect(faults.at(-1)).toBe("warning -: 480 more of the same kind (level).");
  });

  it("is named after its file", () => {
    expect(parse("name\na").draft?.title).toBe("Skills list 2027");
    expect(parseFramework(".csv", "name\na").draft?.title).toBe("Imported framework");
  });
});
