import { describe, expect, it } from "vitest";
import { AppError } from "#src/errors.ts";
import { type AssignmentCause, assignmentSteps } from "#src/features/progress/rules.ts";
import { assignmentStatus } from "#src/features/progress/schema.ts";
import { assertStep } from "#src/policy/assert-step.ts";
import { itTakesOnly } from "../../../tests/support/steps.ts";

/** Every listed step with the causes that may take it; each other pair of states is refused for every cause. */
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
  "WITHDRAWN>NOT_STARTED": ["undo"],
  "WITHDRAWN>IN_PROGRESS": ["undo"],
  "WITHDRAWN>ACHIEVED": ["undo"],
  "WITHDRAWN>APPROVED": ["undo"],
  "WITHDRAWN>EXPIRED": ["undo"],
};

describe("a step of an assignment", () => {
  itTakesOnly(assignmentSteps, assignmentStatus.options, assignmentAllowed);

  it("names the refused step in its message", () => {
    expect(() => assertStep(assignmentSteps, "NOT_STARTED", "APPROVED", "school")).toThrow(
      new AppError("conflict", "An assignment that is not started cannot become approved this way."),
    );
  });
});
