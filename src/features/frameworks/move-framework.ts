import { eq, sql } from "drizzle-orm";
import { type FrameworkStatus, frameworkSteps } from "#src/features/frameworks/rules.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { assertStep } from "#src/policy/assert-step.ts";

/** Moves a framework that the caller has locked; refuses a step that is not in its table. */
export function moveFramework(
  tx: Tx,
  framework: { id: string; status: FrameworkStatus },
  to: FrameworkStatus,
  by: "admin",
): void {
  assertStep(frameworkSteps, framework.status, to, by);
  tx.send(updateStatus, { id: framework.id, status: to });
}

const updateStatus = statement("framework_move", (db, p: Params<{ id: string; status: FrameworkStatus }>) =>
  db
    .update(competencyTemplates)
    .set({
      status: p.status,
      publishedAt: sql`coalesce(${competencyTemplates.publishedAt}, now())`,
      updatedAt: sql`now()`,
      // Nothing of a published version is undone.
      removed: {},
    })
    .where(eq(competencyTemplates.id, p.id)),
);
