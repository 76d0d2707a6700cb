import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { deploymentStatus } from "#src/features/deployments/schema.ts";
import type { AssignmentStatus } from "#src/features/progress/schema.ts";
import { allowsStep, type StateTable } from "#src/lib/state-table.ts";

export type DeploymentStatus = z.infer<typeof deploymentStatus>;
export type DeploymentActor = "admin" | "job";

/**
 * What moves an assignment: evidence (a signed evaluation or a submission), a correction (void, amendment or
 * migration), the school's approval or removal of a student, the passing of validity, or its deployment.
 */
export type AssignmentCause = "evidence" | "correction" | "school" | "validity" | "deployment";

export const deploymentSteps: StateTable<DeploymentStatus, DeploymentActor> = {
  NEW: { SCHEDULED: ["admin"] },
  SCHEDULED: { ACTIVATING: ["job"], CANCELLED: ["admin"] },
  ACTIVATING: { ACTIVE: ["job"], FAILED: ["job"] },
  FAILED: { ACTIVATING: ["admin"] },
  ACTIVE: { WITHDRAWN: ["admin"] },
  CANCELLED: {},
  WITHDRAWN: {},
};

const withdrawal = { WITHDRAWN: ["deployment", "school"] } as const;

/**
 * NOT_STARTED -> ACHIEVED and EXPIRED -> ACHIEVED are two listed steps in one write, where one evaluation both starts
 * and achieves.
 */
export const assignmentSteps: StateTable<AssignmentStatus, AssignmentCause> = {
  NEW: { NOT_STARTED: ["deployment"] },
  NOT_STARTED: { IN_PROGRESS: ["evidence", "correction"], ACHIEVED: ["evidence", "correction"], ...withdrawal },
  IN_PROGRESS: { ACHIEVED: ["evidence", "correction"], ...withdrawal },
  ACHIEVED: { APPROVED: ["school"], IN_PROGRESS: ["correction"], EXPIRED: ["validity"], ...withdrawal },
  APPROVED: { IN_PROGRESS: ["correction"], EXPIRED: ["validity"], ...withdrawal },
  EXPIRED: { IN_PROGRESS: ["evidence"], ACHIEVED: ["evidence"], ...withdrawal },
  WITHDRAWN: {},
};

export function assertDeploymentTransition(
  from: DeploymentStatus | "NEW",
  to: DeploymentStatus,
  by: DeploymentActor,
): void {
  if (allowsStep(deploymentSteps, from, to, by)) return;
  throw new AppError("conflict", refusal("A deployment", from, to));
}

export function assertAssignmentTransition(
  from: AssignmentStatus | "NEW",
  to: AssignmentStatus,
  by: AssignmentCause,
): void {
  if (allowsStep(assignmentSteps, from, to, by)) return;
  throw new AppError("conflict", refusal("An assignment", from, to));
}

function refusal(thing: string, from: string, to: string): string {
  return from === "NEW"
    ? `${thing} cannot start as ${wordsOf(to)}.`
    : `${thing} that is ${wordsOf(from)} cannot become ${wordsOf(to)} this way.`;
}

function wordsOf(state: string): string {
  return state.toLowerCase().replaceAll("_", " ");
}
