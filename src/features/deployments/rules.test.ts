import { describe, expect, it } from "vitest";
import { AppError } from "#src/errors.ts";
import {
  type AssignmentCause,
  assertAssignmentTransition,
  assertDeploymentTransition,
  type DeploymentActor,
} from "#src/features/deployments/rules.ts";
import { deploymentStatus } from "#src/features/deployments/schema.ts";
import { assignmentStatus } from "#src/features/progress/schema.ts";

/** Every listed step with who may take it; each other pair of states is refused to everybody. */
const deploymentAllowed: Record<string, readonly DeploymentActor[]> = {
  "NEW>SCHEDULED": ["admin"],
  "SCHEDULED>ACTIVATING": ["job"],
  "ACTIVATING>ACTIVE": ["job"],
  "ACTIVATING>FAILED": ["job"],
  "FAILED>ACTIVATING": ["admin"],
  "SCHEDULED>CANCELLED": ["admin"],
  "ACTIVE>WITHDRAWN": ["admin"],
};
const deploymentActors = ["admin", "job"] as const;

describe("assertDeploymentTransition", () => {
  for (const from of ["NEW", ...deploymentStatus.options] as const) {
    for (const to of deploymentStatus.options) {
      const allowed = deploymentAllowed[`${from}>${to}`] ?? [];
      it(`${from} -> ${to}: ${allowed.join(", ") || "nobody"}`, () => {
        const found = deploymentActors.filter((by) => isAllowed(() => assertDeploymentTransition(from, to, by)));
        expect(found).toEqual(allowed);
      });
    }
  }
});

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

describe("assertAssignmentTransition", () => {
  for (const from of ["NEW", ...assignmentStatus.options] as const) {
    for (const to of assignmentStatus.options) {
      const allowed = assignmentAllowed[`${from}>${to}`] ?? [];
      it(`${from} -> ${to}: ${allowed.join(", ") || "nobody"}`, () => {
        const found = causes.filter((by) => isAllowed(() => assertAssignmentTransition(from, to, by)));
        expect(found).toEqual(allowed);
      });
    }
  }

  it("says in words what is refused", () => {
    expect(() => assertAssignmentTransition("NOT_STARTED", "APPROVED", "school")).toThrow(
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
