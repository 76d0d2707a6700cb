import { describe, expect, it } from "vitest";
import { AppError } from "#src/errors.ts";
import { type AssignmentCause, assignmentSteps } from "#src/features/progress/rules.ts";
import { assignmentStatus } from "#src/features/progress/schema.ts";
import { assertStep } from "#src/policy/assert-step.ts";

/** Every listed step with what may cause it; each other pair of states is refused whatever the cause. */
const assignmentAllowed: Record<string, readonly AssignmentCause[]> = {
  "NEW>NOT_STARTED": ["deployment"],
  "NOT_STARTED>IN_PROGRESS": ["evidence", "correction"],
  "NOT_STARTED>ACHIEVED": ["evidence", "correction"],
  "IN_PROGRESS>ACHIEVED": ["evidence", "correction"],
  "ACHIEVED>APPROVED": ["school"],
  "ACHIEVED>IN_PROGRESS": ["correction"],
  "APPROVED>IN_PROGRESS": ["correction"],
  "ACHIEVED>EXPIRED": ["validity"],
  "APPROVED>EXPIRED": ["validity"],
  "EXPIRED>IN_PROGRESS": ["evidence"],
  "EXPIRED>ACHIEVED": ["evidence"],
  "NOT_STARTED>WITHDRAWN": ["school", "deployment"],
  "IN_PROGRESS>WITHDRAWN": ["school", "deployment"],
  "ACHIEVED>WITHDRAWN": ["school", "deployment"],
  "APPROVED>WITHDRAWN": ["school", "deployment"],
  "EXPIRED>WITHDRAWN": ["school", "deployment"],
};
const causes = ["evidence", "correction", "school", "validity", "deployment"] as const;

describe("a step of an assignment", () => {
  for (const from of ["NEW", ...assignmentStatus.options] as const) {
    for (const to of assignmentStatus.options) {
      const allowed = assignmentAllowed[`${from}>${to}`] ?? [];
      it(`${from} -> ${to}: ${allowed.join(", ") || "nobody"}`, () => {
        const found = causes.filter((by) => isAllowed(() => assertStep(assignmentSteps, from, to, by)));
        expect(found).toEqual(allowed);
      });
    }
  }

  it("says in words what is refused", () => {
    expect(() => assertStep(assignmentSteps, "NOT_STARTED", "APPROVED", "school")).toThrow(
      new AppError("conflict", "An assignment that is not started cannot become approved this way."),
    );
  });
});

function isAllowed(assertion: () => void): boolean {
  try {
    assertion();
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "conflict") return false;
    throw error;
  }
}
