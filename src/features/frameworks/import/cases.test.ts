import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { buildCase } from "#src/features/frameworks/export/build-case.ts";
import { parseFramework } from "#src/features/frameworks/import/parse.ts";
import { previewOf } from "#src/features/frameworks/import/preview.ts";
import { committedContent } from "../../../../tests/support/framework-content.ts";

/** Files of tests/fixtures/imports, each of which was once read wrongly. */
function read(name: string) {
  const text = readFileSync(new URL(`../../../../tests/fixtures/imports/${name}`, import.meta.url), "utf8");
  const { draft, faults } = parseFramework(name, text);
  if (!draft) throw new Error(JSON.stringify(faults));
  const said = faults
    .map(({ severity, message }) => `${severity}: ${message}`)
    .filter((line) => !line.includes("Differs"));
  return { draft, said, items: previewOf(draft, {}).items };
}
const names = (name: string) => read(name).items.map((item) => item.name);

describe("a file", () => {
  it("01: keeps names, levels and required on its way through CASE", () => {
    const { draft } = read("01-csv-to-case-and-back.csv");
    const again = parseFramework("back.json", JSON.stringify(buildCase(committedContent(draft)))).draft;
    const [first] = buildCase(committedContent(draft)).CFItems.filter(
      ({ humanCodingScheme }) => humanCodingScheme === "A1",
    );
    expect(first).toMatchObject({ abbreviatedStatement: "Give an injection" });
    expect(first).not.toHaveProperty("extensions");
    const told = (items: typeof draft.items) =>
      items
        .filter(({ kind }) => kind !== "CATEGORY")
        .map(({ name, level, isRequired, description }) => ({ name, level, isRequired, description }));
    expect(told(again?.items ?? [])).toEqual([
      {
        name: "Give an injection",
        level: "ADVANCED",
        isRequired: false,
        description: "Choose the site, clean the skin, inject.",
      },
      {
        name: "Check allergies",
        level: "EXPERT",
        isRequired: true,
        description: "Ask and read the chart before each dose.",
      },
    ]);
    expect(told(draft.items)).toEqual(told(again?.items ?? []));
  });

  it("01: keeps them also in what earlier versions exported", () => {
    const old = {
      CFDocument: { identifier: "d", title: "T" },
      CFItems: [
        {
          identifier: "a",
          fullStatement: "Choose the site, clean the skin, inject.",
          abbreviatedStatement: "Give an injection",
          extensions: { level: "ADVANCED", isRequired: false },
        },
      ],
    };
    expect(parseFramework("old.json", JSON.stringify(old)).draft?.items).toMatchObject([
      {
        name: "Give an injection",
        level: "ADVANCED",
        isRequired: false,
        description: "Choose the site, clean the skin, inject.",
      },
    ]);
  });

  it("02: keeps a sign that means more than", () => {
    expect(names("02-name-starting-with-greater-than.csv")).toEqual([
      "> 18 years: take consent from the patient",
      "< 18 years: take consent from the guardian",
    ]);
  });

  it("03: loses the numbers of all names or of none, and says so", () => {
    const { items, said } = read("03-numbered-names.csv");
    expect(items.map(({ code, name }) => [code, name])).toEqual([
      ["1", "Wash hands"],
      ["2", "Put on gloves"],
      ["3a", "Open the pack"],
      ["3b", "Draw up"],
      ["5", "10 mL syringe: choose and label"],
    ]);
    expect(said).toEqual(["notice: All names begin with a number, such as “1.”; it was taken off and is the code."]);
    const { draft, faults } = parseFramework("a.csv", "name\n1. Wash hands\n2. Dry hands\n10 mL syringe");
    expect(draft?.items.map(({ name }) => name)).toEqual(["1. Wash hands", "2. Dry hands", "10 mL syringe"]);
    expect(faults).toMatchObject([
      { severity: "notice", message: expect.stringContaining("all were left as they are") },
    ]);
  });

  it("04: has text where the table has HTML", () => {
    const { draft, said } = read("04-html-description.csv");
    expect(draft.items[0]).toMatchObject({
      description: "Explain & ask\n- adult\n- child",
      statement: expect.stringContaining("<p>"),
    });
    expect(said).toEqual(["notice: HTML was taken out of the description; its words stay."]);
  });

  it("05: is read with the groups, ratings and methods of Canvas, without what was deleted", () => {
    const { draft, items, said } = read("05-canvas-outcomes-shape.csv");
    expect(
      items.map(({ name, depth, becomesCompetency, category }) => [name, depth, becomesCompetency, category]),
    ).toEqual([
      ["Airway", 0, false, "General"],
      ["Suction", 1, false, "Airway"],
      ["Suction an adult", 2, true, "Suction"],
    ]);
    expect(draft.scales).toMatchObject([
      {
        min: 2,
        max: 3,
        defaultTarget: 3,
        levels: [
          { value: 2, label: "Helped" },
          { value: 3, label: "Alone" },
        ],
      },
    ]);
    expect(draft.items[2]?.settings).toMatchObject({ scoringMethod: "N_TIMES", nTimes: 3, targetRating: 3 });
    expect(said).toEqual(["notice: 1 deleted row was left out: “Suction a child”."]);
  });

  it("06a: is read with the framework, scale and parents of Moodle", () => {
    const { draft, items } = read("06a-moodle-framework-shape.csv");
    expect(draft).toMatchObject({ title: "Ward basics", sourceIdentifier: "WARD" });
    expect(items.map(({ code, name, depth, description }) => [code, name, depth, description])).toEqual([
      ["AIR", "Airway", 0, "Keep it open"],
      ["AIR-1", "Suction an adult", 1, "With a mask"],
    ]);
    expect(draft.scales).toMatchObject([{ levels: [{ label: "No" }, { label: "Yes" }], defaultTarget: 2 }]);
  });

  it("06b: is read by the column names of CASE", () => {
    expect(read("06b-case-item-columns.csv").items).toMatchObject([
      { code: "AIR", name: "Airway", depth: 0 },
      { code: "AIR.1", name: "Suction an adult", depth: 1 },
    ]);
  });

  it("07: fills merged categories down, and says so", () => {
    const { items, said } = read("07-merged-category-cells.csv");
    expect(items.map(({ code, category }) => [code, category])).toEqual([
      ["A.1", "Airway"],
      ["A.2", "Airway"],
      ["B.1", "Breathing"],
      ["B.2", "Breathing"],
    ]);
    expect(said).toEqual(["notice: 2 rows have no category and were put into the one above, as in merged cells."]);
  });

  it("08: may begin with sep=, have line breaks in its header, or a title above it", () => {
    expect(names("08a-excel-sep-line.csv")).toEqual(["Airway"]);
    expect(read("08b-header-with-line-break.csv").items).toMatchObject([
      { name: "Airway" },
      { name: "Suction", depth: 1 },
    ]);
    const { items, said } = read("08c-title-above-header.csv");
    expect(items).toMatchObject([{ name: "Airway" }, { name: "Suction", depth: 1 }]);
    expect(said).toEqual(["notice: The columns are named in line 3; what stands above was left out."]);
  });

  it("08d: may say yes and no in German", () => {
    const { items, said } = read("08d-german-booleans.csv");
    expect(items.map(({ isRequired }) => isRequired)).toEqual([true, false]);
    expect(said).toEqual([]);
  });

  it("09: has one category where spellings differ, and says so", () => {
    const { items, said } = read("09-category-spaces-and-case.csv");
    expect(new Set(items.map(({ category }) => category))).toEqual(new Set(["Airway care"]));
    expect(said).toEqual([
      "notice: “Airway care” is spelt in several ways (“Airway  care”, “airway care”) and was read as one category.",
    ]);
    const composed = parseFramework("a.csv", "name,category\na,Pfl\u00e9ge\nb,Pfle\u0301ge").draft;
    expect(new Set(composed?.items.map(({ category }) => category)).size).toBe(1);
  });

  it("10: is ordered by sequence numbers given as text", () => {
    const { items, said } = read("10-case-sequence-as-text.json");
    expect(items.map(({ code }) => code)).toEqual(["A", "B"]);
    expect(said).toContain("notice: 2 sequence numbers are given as text, and were read as numbers.");
  });

  it("11: without sequence numbers is ordered as people count", () => {
    expect(read("11-case-no-sequence.json").items.map(({ code }) => code)).toEqual(["L.1", "L.2", "L.10"]);
  });

  it("12: keeps times without a zone, as UTC", () => {
    const { draft } = read("12-case-dates-without-zone.json");
    const back = buildCase(committedContent(draft));
    for (const part of [back.CFDocument, ...back.CFItems, ...back.CFAssociations]) {
      expect(part.lastChangeDateTime).toBe("2017-05-25T18:05:33Z");
      expect(part.extensions ?? {}).not.toHaveProperty("lastChangeDateTime");
    }
  });
});
