import { describe, expect, it } from "vitest";
import { AppError } from "#src/errors.ts";
import { type DeploymentActor, deploymentSteps } from "#src/features/deployments/rules.ts";
import { deploymentStatus } from "#src/features/deployments/schema.ts";
import { assertStep } from "#src/policy/assert-step.ts";

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

describe("a step of a deployment", () => {
  for (const from of ["NEW", ...deploymentStatus.options] as const) {
    for (const to of deploymentStatus.options) {
      const allowed = deploymentAllowed[`${from}>${to}`] ?? [];
      it(`${from} -> ${to}: ${allowed.join(", ") || "nobody"}`, () => {
        const found = deploymentActors.filter((by) => isAllowed(() => assertStep(deploymentSteps, from, to, by)));
        expect(found).toEqual(allowed);
      });
    }
  }
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
