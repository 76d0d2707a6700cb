import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deepestNesting, findJsonFault } from "#src/features/frameworks/import/json-fault.ts";

describe("findJsonFault", () => {
  for (const [text, kind, line, column] of [
    ["", "cut off", 1, 1],
    ["hello", "syntax", 1, 1],
    ['{"a": 1,\n  "b": tru}', "syntax", 2, 8],
    ['{"a": 1,\r\n}', "syntax", 2, 1],
    ['{\n"a": [1, 2', "cut off", 2, 11],
    ['{"a": "x', "cut off", 1, 9],
    ['{"a": "x\ny"}', "syntax", 1, 9],
    ['{"a": "\\x"}', "syntax", 1, 9],
    ['{"a": "\\u12g4"}', "syntax", 1, 9],
    ["{'a': 1}", "syntax", 1, 2],
    ['{"a" 1}', "syntax", 1, 6],
    ["[1}", "syntax", 1, 3],
    ["[01]", "syntax", 1, 3],
    ["{} {}", "syntax", 1, 4],
    ["[,]", "syntax", 1, 2],
  ] as const) {
    it(`finds the position in ${JSON.stringify(text)}`, () => {
      expect(findJsonFault(text)).toEqual({ kind, line, column });
    });
  }

  it("refuses unlimited nesting, at the first bracket beyond the limit", () => {
    expect(findJsonFault("[".repeat(5_000_000))).toEqual({ kind: "too deep", line: 1, column: deepestNesting + 1 });
    const deepest = `${"[".repeat(deepestNesting)}${"]".repeat(deepestNesting)}`;
    expect(findJsonFault(deepest)).toBeUndefined();
  });

  it("agrees with JSON.parse on every text", () => {
    const broken = fc
      .tuple(
        fc.json({ maxDepth: 4 }),
        fc.nat(),
        fc.constantFrom("", "}", '"', ",", "\\", "0", " ", "\n", "-", "e", "u"),
      )
      .map(([json, at, added]) => {
        const place = at % (json.length + 1);
        return json.slice(0, place) + added + json.slice(place + (added === "" ? 1 : 0));
      });
    fc.assert(
      fc.property(fc.oneof(fc.json({ maxDepth: 4 }), fc.string(), broken), (text) => {
        expect(findJsonFault(text) === undefined).toBe(parses(text));
      }),
      { numRuns: 2000 },
    );
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
