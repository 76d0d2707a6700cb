import { eq, sql } from "drizzle-orm";
import { type DeploymentActor, type DeploymentStatus, deploymentSteps } from "#src/features/deployments/rules.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { competencyDeployments } from "#src/platform/db/tables/competency-deployments.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { assertStep } from "#src/policy/assert-step.ts";

/**
 * Moves a deployment that the caller has locked; refuses a step that is not in its table. `error` is the reason for the
 * failure; the next step removes it.
 */
export function moveDeployment(
  tx: Tx,
  deployment: { id: string; status: DeploymentStatus },
  to: DeploymentStatus,
  by: DeploymentActor | "undo",
  error: string | null = null,
): void {
  assertStep(deploymentSteps, deployment.status, to, by);
  tx.send(updateStatus, { id: deployment.id, status: to, error });
}

const updateStatus = statement(
  "deployment_move",
  (db, p: Params<{ id: string; status: DeploymentStatus; error: string | null }>) =>
    db
      .update(competencyDeployments)
      .set({ status: p.status, error: p.error, updatedAt: sql`now()` })
      .where(eq(competencyDeployments.id, p.id)),
);
