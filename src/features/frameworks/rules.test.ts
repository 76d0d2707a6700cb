import { describe, expect, it } from "vitest";
import { frameworkSteps } from "#src/features/frameworks/rules.ts";
import { frameworkStatus } from "#src/features/frameworks/schema.ts";
import { assertStep } from "#src/policy/assert-step.ts";
import { itTakesOnly } from "../../../tests/support/steps.ts";

const allowed = {
  "NEW>DRAFT": ["admin"],
  "DRAFT>PUBLISHED": ["admin"],
  "PUBLISHED>DEPRECATED": ["admin"],
  "DEPRECATED>PUBLISHED": ["admin"],
} as const;

describe("a step of a framework", () => {
  itTakesOnly(frameworkSteps, frameworkStatus.options, allowed);

  it("names the refused step in its message", () => {
    expect(() => assertStep(frameworkSteps, "PUBLISHED", "DRAFT", "admin")).toThrow(
      "A framework that is published cannot become draft.",
    );
    expect(() => assertStep(frameworkSteps, "NEW", "PUBLISHED", "admin")).toThrow(
      "A framework cannot start as published.",
    );
  });
});
