import { sql } from "drizzle-orm";
import { actSteps } from "#src/features/deployments/rules.ts";
import type { ActKind, ActStatus } from "#src/features/deployments/values.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { columns, type Params, sqlWrite } from "#src/platform/db/statement.ts";
import { deploymentActs } from "#src/platform/db/tables/deployment-acts.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { type Sealed, sealedFields } from "#src/platform/sealed/field.ts";
import { sealText } from "#src/platform/sealed/text.ts";
import { assertStep } from "#src/policy/assert-step.ts";

type NewAct = {
  deploymentId: string;
  kind: ActKind;
  status: ActStatus;
  detail: Record<string, unknown>;
  reason?: string | undefined;
  undoesId?: string;
  /** Whom it is about. */
  students?: number;
};

/** Adds an act to the history of a deployment, in the transaction that decides it. */
export function recordAct(tx: Tx, ctx: UserContext, act: NewAct): string {
  assertStep(actSteps, "NEW", act.status, "admin");
  const { schoolId } = ctx.actor;
  const id = newId();
  tx.send(insertAct, {
    id,
    schoolId,
    deploymentId: act.deploymentId,
    kind: act.kind,
    status: act.status,
    detail: JSON.stringify(act.detail),
    reason: sealText(sealedFields.deploymentReason, { schoolId, rowId: id }, act.reason ?? null),
    undoesId: act.undoesId ?? null,
    students: act.students ?? 0,
    actorId: ctx.actor.userId,
  });
  return id;
}

type ActRow = {
  id: string;
  schoolId: string;
  deploymentId: string;
  kind: ActKind;
  status: ActStatus;
  detail: string;
  reason: Sealed | null;
  undoesId: string | null;
  students: number;
  actorId: string;
};

const insertAct = sqlWrite("deployment_act_insert", (p: Params<ActRow>) => {
  const t = deploymentActs;
  return sql`
    insert into ${t} (${columns(
      ...[t.id, t.schoolId, t.deploymentId, t.kind, t.status, t.detail],
      ...[t.reason, t.undoesId, t.students, t.actorId],
    )})
    values (${p.id}, ${p.schoolId}, ${p.deploymentId}, ${p.kind}, ${p.status}, ${p.detail}::jsonb, ${p.reason},
      ${p.undoesId}, ${p.students}, ${p.actorId})`;
});

/** The audit row of an act. */
export function auditAct(
  tx: Tx,
  ctx: UserContext,
  action: string,
  deploymentId: string,
  detail: Record<string, unknown>,
): void {
  audit(tx, ctx.actor, {
    action,
    entityType: "deployment",
    entityId: deploymentId,
    schoolId: ctx.actor.schoolId,
    requestId: ctx.requestId,
    detail,
  });
}
