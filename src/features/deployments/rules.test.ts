import { describe } from "vitest";
import { type DeploymentActor, deploymentSteps } from "#src/features/deployments/rules.ts";
import { deploymentStatus } from "#src/features/deployments/schema.ts";
import { itTakesOnly } from "../../../tests/support/steps.ts";

/** Every listed step with the actor who may take it; each other pair of states is refused to every actor. */
const deploymentAllowed: Record<string, readonly DeploymentActor[]> = {
  "NEW>SCHEDULED": ["admin"],
  "SCHEDULED>ACTIVATING": ["job"],
  "ACTIVATING>ACTIVE": ["job"],
  "ACTIVATING>FAILED": ["job"],
  "FAILED>ACTIVATING": ["admin"],
  "SCHEDULED>CANCELLED": ["admin"],
  "ACTIVE>WITHDRAWN": ["admin"],
};

describe("a step of a deployment", () => {
  itTakesOnly(deploymentSteps, deploymentStatus.options, deploymentAllowed);
});
