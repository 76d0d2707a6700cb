import { describe, expect, it } from "vitest";
import { widen } from "./support/access/widen.ts";

const conditionsOf = (expression: string) => widen(expression).map(({ condition }) => condition);

describe("widening a policy by one condition", () => {
  it("takes the whole, which covers each part of an OR", () => {
    expect(conditionsOf("((a = 1) OR b())")).toEqual(["((a = 1) OR b())"]);
  });

  it("takes each part of an AND, under an OR and inside another AND", () => {
    expect(widen("((a AND (b = 'x OR (y')) OR (c AND (d OR (e AND f))))")).toEqual([
      { condition: "((a AND (b = 'x OR (y')) OR (c AND (d OR (e AND f))))", expression: "true" },
      { condition: "a", expression: "((true AND (b = 'x OR (y')) OR (c AND (d OR (e AND f))))" },
      { condition: "(b = 'x OR (y')", expression: "((a AND true) OR (c AND (d OR (e AND f))))" },
      { condition: "c", expression: "((a AND (b = 'x OR (y')) OR (true AND (d OR (e AND f))))" },
      { condition: "(d OR (e AND f))", expression: "((a AND (b = 'x OR (y')) OR (c AND true))" },
      { condition: "e", expression: "((a AND (b = 'x OR (y')) OR (c AND (d OR (true AND f))))" },
      { condition: "f", expression: "((a AND (b = 'x OR (y')) OR (c AND (d OR (e AND true))))" },
    ]);
  });

  it("takes the conditions of a subquery", () => {
    expect(conditionsOf("(EXISTS ( SELECT FROM t x WHERE ((x.a = b) AND (x.c = 'd'::text))))")).toEqual([
      "(EXISTS ( SELECT FROM t x WHERE ((x.a = b) AND (x.c = 'd'::text))))",
      "((x.a = b) AND (x.c = 'd'::text))",
      "(x.a = b)",
      "(x.c = 'd'::text)",
    ]);
  });

  it("finds nothing to widen in what is true", () => {
    expect(widen("true")).toEqual([]);
  });

  it.each(["(NOT (a AND b))", "(a BETWEEN 1 AND 2)", "(a AND b OR c)", "((a)", "(a))"])(
    "refuses what it does not know: %s",
    (expression) => {
      expect(() => widen(expression)).toThrow();
    },
  );
});
