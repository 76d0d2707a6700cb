import { describe, expect, it } from "vitest";
import { AppError } from "#src/errors.ts";
import { frameworkSteps } from "#src/features/frameworks/rules.ts";
import { frameworkStatus } from "#src/features/frameworks/schema.ts";
import { assertStep } from "#src/policy/assert-step.ts";

const allowed = new Set(["NEW>DRAFT", "DRAFT>PUBLISHED", "PUBLISHED>DEPRECATED", "DEPRECATED>PUBLISHED"]);

describe("a step of a framework", () => {
  for (const from of ["NEW", ...frameworkStatus.options] as const) {
    for (const to of frameworkStatus.options) {
      const isAllowed = allowed.has(`${from}>${to}`);
      it(`${isAllowed ? "lets" : "refuses"} ${from} -> ${to}`, () => {
        const step = () => assertStep(frameworkSteps, from, to, "admin");
        if (isAllowed) expect(step).not.toThrow();
        else expect(step).toThrow(AppError);
      });
    }
  }

  it("says in words what is refused", () => {
    expect(() => assertStep(frameworkSteps, "PUBLISHED", "DRAFT", "admin")).toThrow(
      "A framework that is published cannot become draft.",
    );
    expect(() => assertStep(frameworkSteps, "NEW", "PUBLISHED", "admin")).toThrow(
      "A framework cannot start as published.",
    );
  });
});
