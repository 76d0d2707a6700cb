import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { standardOf } from "#src/features/frameworks/case-standard.ts";
import { buildCase } from "#src/features/frameworks/export/build-case.ts";
import { buildCsv } from "#src/features/frameworks/export/build-csv.ts";
import type { FrameworkContent } from "#src/features/frameworks/export/content.ts";
import { parseFramework } from "#src/features/frameworks/import/parse.ts";
import { anyContent, committedContent } from "../../../../tests/support/framework-content.ts";

const seed = 20_261_130;

function imported(fileName: string, text: string): FrameworkContent {
  const { draft, faults } = parseFramework(fileName, text);
  expect(faults.filter(({ severity }) => severity !== "notice")).toEqual([]);
  return committedContent(draft ?? expect.fail(JSON.stringify(faults)));
}

const throughCase = (content: FrameworkContent) => imported("any.json", JSON.stringify(buildCase(content)));
const throughCsv = (content: FrameworkContent) => imported("any.csv", buildCsv(content));

describe("a framework that is exported, imported and exported", () => {
  it("is the same CASE package, and valid", () => {
    const { validate } = standardOf("CASE_1_1");
    fc.assert(
      fc.property(anyContent, (content) => {
        const first = buildCase(content);
        expect(validate(first), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
        expect(buildCase(throughCase(content))).toEqual(first);
      }),
      { seed, numRuns: 150 },
    );
  }, 120_000);

  it("keeps the order that an edit gave to what came in a package", () => {
    const orderOf = ({ items }: FrameworkContent) => {
      const children = Map.groupBy(items, ({ parent }) => parent);
      return [...children].map(([parent, siblings]) => [parent, siblings.map(({ identifier }) => identifier)]).sort();
    };
    fc.assert(
      fc.property(anyContent, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (content, random) => {
        const pack = throughCase(content);
        const moved = { ...pack, items: reordered(pack.items, () => Number(random.next().value)) };
        expect(orderOf(throughCase(moved))).toEqual(orderOf(moved));
        // Once more: what left as edited is a package like any other.
        expect(buildCase(throughCase(moved))).toEqual(buildCase(moved));
      }),
      { seed, numRuns: 150 },
    );
  }, 120_000);

  it("is the same table", () => {
    fc.assert(
      fc.property(anyContent, (content) => {
        expect(buildCsv(throughCsv(content))).toBe(buildCsv(content));
      }),
      { seed, numRuns: 150 },
    );
  }, 120_000);

  it("has the same competencies, criteria and notes, whichever way it went", () => {
    const told = ({ items }: FrameworkContent) =>
      items
        .filter(({ competency }) => competency)
        .map(({ identifier, code, statement, itemType, editorNote, competency }) => ({
          identifier,
          code,
          statement,
          itemType,
          editorNote,
          competency,
        }))
        .sort((a, b) => (a.identifier < b.identifier ? -1 : 1));
    fc.assert(
      fc.property(anyContent, (content) => {
        expect(told(throughCase(content))).toEqual(told(content));
        expect(told(throughCsv(content))).toEqual(told(content));
        expect(told(throughCase(throughCsv(content)))).toEqual(told(content));
      }),
      { seed, numRuns: 60 },
    );
  }, 120_000);
});

/** The same tree in the order of reading, siblings in another order. */
function reordered(items: FrameworkContent["items"], random: () => number): FrameworkContent["items"] {
  const keys = new Map(items.map((item) => [item, random()]));
  const children = Map.groupBy(items, ({ parent }) => parent);
  const below = (parent: string | null): FrameworkContent["items"] =>
    (children.get(parent) ?? [])
      .toSorted((one, other) => (keys.get(one) ?? 0) - (keys.get(other) ?? 0))
      .flatMap((item) => [item, ...below(item.identifier)]);
  return below(null);
}
