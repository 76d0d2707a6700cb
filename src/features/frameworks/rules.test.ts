import { describe, expect, it } from "vitest";
import { AppError } from "#src/errors.ts";
import { assertFrameworkTransition } from "#src/features/frameworks/rules.ts";
import { frameworkStatus } from "#src/features/frameworks/schema.ts";

const allowed = new Set(["NEW>DRAFT", "DRAFT>PUBLISHED", "PUBLISHED>DEPRECATED", "DEPRECATED>PUBLISHED"]);

describe("assertFrameworkTransition", () => {
  for (const from of ["NEW", ...frameworkStatus.options] as const) {
    for (const to of frameworkStatus.options) {
      const isAllowed = allowed.has(`${from}>${to}`);
      it(`${isAllowed ? "lets" : "refuses"} ${from} -> ${to}`, () => {
        const step = () => assertFrameworkTransition(from, to);
        if (isAllowed) expect(step).not.toThrow();
        else expect(step).toThrow(AppError);
      });
    }
  }

  it("says in words what is refused", () => {
    expect(() => assertFrameworkTransition("PUBLISHED", "DRAFT")).toThrow(
      "A framework that is published cannot become draft.",
    );
    expect(() => assertFrameworkTransition("NEW", "PUBLISHED")).toThrow("A framework starts as a draft.");
  });
});
