import { describe, expect, it } from "vitest";
import { exampleValues, faultsOfWords } from "#src/features/notifications/school-words/rules.ts";
import { templates } from "#src/features/notifications/templates.ts";
import { fill } from "#src/lib/fill.ts";

describe("the words of a template", () => {
  it("may name each variable, with or without spaces", () => {
    expect(faultsOfWords({ subject: null, content: "{{a}} {{ b }} }} { {" }, "IN_APP", ["a", "b"])).toEqual([]);
    expect(fill("{{a}} {{ b }} {{c}}", { a: 1, b: "{{a}}" })).toBe("1 {{a}} {{c}}");
  });

  it.each(["{{", "{{}}", "{{A}}", "a {{b", "{{{{a}}}}"])("are faulty as %s", (content) => {
    expect(faultsOfWords({ subject: null, content }, "IN_APP", ["a"])).toHaveLength(1);
  });

  it("have an example for every variable", () => {
    const used = new Set(Object.values(templates).flatMap(({ variables }) => variables as readonly string[]));
    expect(Object.keys(exampleValues).sort()).toEqual([...used].sort());
  });
});
