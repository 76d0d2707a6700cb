import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { type ActDetail, actDetail, scopeParams, selectScoped } from "#src/features/deployments/act-scope.ts";
import {
  keepLinks,
  moveDueDates,
  restoreDueDates,
  restoreLinks,
  selectChangedStudents,
  selectDueLinks,
  settleDueDates,
  unkeepLinks,
  withdrawLinks,
} from "#src/features/deployments/act-writes.ts";
import { studentsPerBatch } from "#src/features/deployments/activate-deployment.ts";
import { announceProgress, type Changed } from "#src/features/deployments/announce-progress.ts";
import { dueAtOf, movedBy } from "#src/features/deployments/due-dates.ts";
import { actSteps } from "#src/features/deployments/rules.ts";
import { lockProgressRows, rebuildProgress } from "#src/features/progress/queries.ts";
import { dayIn } from "#src/lib/day.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { planAnew } from "#src/platform/db/plan-anew.ts";
import { type Params, type RowOf, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyDeployments, deploymentTargets } from "#src/platform/db/tables/competency-deployments.ts";
import { deploymentActs } from "#src/platform/db/tables/deployment-acts.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";
import { assertStep } from "#src/policy/assert-step.ts";

type Act = RowOf<typeof lockAct> & { detail: ActDetail };
type Outcome = { changed: number; skipped: number };

/**
 * Carries an act out, for some students at a time in id order; each batch is one transaction with its progress rows and
 * events, and notes how far it came. It may be stopped at any point and run again, also twice at once: batches of one
 * deployment wait for each other, and each starts after the last student that is done.
 */
export async function runAct(actor: SystemActor, actId: string): Promise<void> {
  let hasMore = true;
  while (hasMore) {
    hasMore = await withActor(actor, (tx) => runBatch(tx, actor, actId));
    wakeRelay();
  }
}

async function runBatch(tx: Tx, actor: SystemActor, actId: string): Promise<boolean> {
  planAnew(tx);
  // The deployment first, as an activation locks it, so that the two cannot deadlock.
  const [deployment] = await tx.query(lockDeploymentOfAct, { actId });
  const [row] = await tx.query(lockAct, { actId });
  if (!deployment || row?.status !== "RUNNING") return false;
  const detail = actDetail.parse(row.undoesDetail ?? row.detail);
  const act: Act = { ...row, detail };
  if (act.afterStudentId === "") await settleTargets(tx, act);
  const limit = studentsPerBatch(deployment.competencies);
  const students = await nextStudents(tx, act, limit);
  if (students.length === 0) {
    assertStep(actSteps, row.status, "DONE", "job");
    tx.send(updateDone, { actId });
    audit(tx, actor, {
      action: "deployment.act",
      entityType: "deployment",
      entityId: act.deploymentId,
      schoolId: act.schoolId,
      detail: { actId, kind: act.kind, changed: act.changed },
    });
    return false;
  }
  await lockProgressRows(tx, students);
  const outcome = await change(tx, deployment, act, students);
  const after = students.at(-1) ?? "";
  tx.send(updateReached, { actId, after, done: students.length, ...outcome });
  return true;
}

/** Withdrawing a group as a whole ends what it gives to those who join it later; undoing takes that back. */
async function settleTargets(tx: Tx, { id, kind, undoesId, undoesKind, deploymentId, detail }: Act): Promise<void> {
  if (undoesId !== null && undoesKind === "WITHDRAW") {
    await tx.query(restoreTargets, { deploymentId, actId: undoesId });
  }
  if (kind !== "WITHDRAW" || detail.competencyIds !== null || detail.scope.type === "all") return;
  const { scope } = detail;
  await tx.query(withdrawTargets, {
    actId: id,
    deploymentId,
    type: scope.type === "group" ? scope.group.type : "student",
    ids: scope.type === "group" ? [scope.group.id] : scope.studentIds,
  });
}

async function nextStudents(tx: Tx, act: Act, limit: number): Promise<string[]> {
  const after = act.afterStudentId;
  const rows =
    act.undoesId === null
      ? await tx.query(selectScoped, {
          ...scopeParams(act.detail.scope, { exceptOthers: act.kind === "WITHDRAW" }),
          deploymentId: act.deploymentId,
          schoolId: act.schoolId,
          after,
          limit,
        })
      : await tx.query(selectChangedStudents, { actId: act.undoesId, after, limit });
  return rows.map(({ id }) => id);
}

type Deployment = RowOf<typeof lockDeploymentOfAct>;

async function change(tx: Tx, deployment: Deployment, act: Act, studentIds: readonly string[]): Promise<Outcome> {
  const { deploymentId } = act;
  switch (act.kind) {
    case "WITHDRAW": {
      const { competencyIds, completedToo } = act.detail;
      const rows = await tx.query(withdrawLinks, {
        actId: act.id,
        deploymentId,
        studentIds,
        competencyIds,
        completedToo,
      });
      await settle(tx, act.schoolId, rows);
      return { changed: rows.length, skipped: 0 };
    }
    case "MOVE_DUE":
      return moveDue(tx, deployment, act, studentIds);
    case "KEEP":
      return { changed: (await tx.query(keepLinks, { actId: act.id, deploymentId, studentIds })).length, skipped: 0 };
    default:
      return undo(tx, act, studentIds);
  }
}

async function moveDue(tx: Tx, deployment: Deployment, act: Act, studentIds: readonly string[]): Promise<Outcome> {
  const { due, scope } = act.detail;
  if (!due) throw new Error("an act that moves due dates says whither");
  const { timeZone } = deployment;
  const links = await tx.query(selectDueLinks, {
    deploymentId: act.deploymentId,
    rotationId: due.rule?.rotationId ?? null,
    studentIds,
  });
  const plan = { dueAt: due.dueAt === null ? null : new Date(due.dueAt), rule: due.rule };
  // A date that was set by hand stays when all or a group are moved, unless the admin says otherwise.
  const open = links.filter(({ isDueByHand }) => due.alsoByHand || scope.type === "students" || !isDueByHand);
  const moved = open.map((link) => {
    const given = new Date(Math.max(deployment.effectiveAt.getTime(), link.createdAt.getTime()));
    return {
      ...link,
      dueAt:
        due.moveByDays === null
          ? dueAtOf(plan, link, dayIn(given, timeZone), timeZone)
          : movedBy(link.dueAt, due.moveByDays, timeZone),
    };
  });
  await writeDueDates(tx, {
    ...{ schoolId: act.schoolId, deploymentId: act.deploymentId, actId: act.id, moved },
    byHand: scope.type !== "all",
  });
  return { changed: moved.length, skipped: links.length - moved.length };
}

type DueDates = {
  schoolId: string;
  deploymentId: string;
  actId: string | null;
  byHand: boolean;
  moved: readonly { assignmentId: string; userId: string; dueAt: Date | null }[];
};

/** Writes due dates of a deployment, and those of the assignments that follow from them. */
export async function writeDueDates(tx: Tx, { schoolId, moved, ...act }: DueDates): Promise<void> {
  await tx.query(moveDueDates, {
    ...act,
    assignmentIds: moved.map(({ assignmentId }) => assignmentId),
    studentIds: moved.map(({ userId }) => userId),
    dueDates: moved.map(({ dueAt }) => dueAt),
  });
  await settleDue(
    tx,
    schoolId,
    moved.map(({ assignmentId }) => assignmentId),
  );
}

async function undo(tx: Tx, act: Act, studentIds: readonly string[]): Promise<Outcome> {
  const of = { actId: act.undoesId ?? "", deploymentId: act.deploymentId, studentIds };
  switch (act.undoesKind) {
    case "WITHDRAW": {
      const rows = await tx.query(restoreLinks, of);
      const restored = rows.filter(({ isRestored }) => isRestored);
      await settle(tx, act.schoolId, restored);
      return outcomeOf(rows);
    }
    case "MOVE_DUE": {
      const rows = await tx.query(restoreDueDates, of);
      await settleDue(
        tx,
        act.schoolId,
        rows.map(({ assignmentId }) => assignmentId),
      );
      return outcomeOf(rows);
    }
    case "KEEP":
      return outcomeOf(await tx.query(unkeepLinks, of));
    default:
      throw new Error(`${act.undoesKind} is not undone by a job`);
  }
}

function outcomeOf(rows: readonly { isRestored: boolean }[]): Outcome {
  const changed = rows.filter(({ isRestored }) => isRestored).length;
  return { changed, skipped: rows.length - changed };
}

/** After assignments were withdrawn or restored: their due dates, the progress of their students, their open pages. */
async function settle(tx: Tx, schoolId: string, rows: readonly Changed[]): Promise<void> {
  await tx.query(settleDueDates, { assignmentIds: rows.map(({ id }) => id) });
  await rebuildProgress(tx, [...new Set(rows.map(({ userId }) => userId))]);
  await announceProgress(tx, schoolId, rows);
}

/** Only whose date differs now is counted again and told. */
async function settleDue(tx: Tx, schoolId: string, assignmentIds: readonly string[]): Promise<void> {
  const rows = await tx.query(settleDueDates, { assignmentIds });
  await rebuildProgress(tx, [...new Set(rows.map(({ userId }) => userId))]);
  await announceProgress(tx, schoolId, rows);
}

const d = competencyDeployments;
const acts = deploymentActs;

const lockDeploymentOfAct = statement("deployment_act_lock_deployment", (db, p: Params<{ actId: string }>) =>
  db
    .select({
      id: d.id,
      effectiveAt: d.effectiveAt,
      timeZone: schools.timeZone,
      competencies: sql<number>`(select count(*)::int from ${competencies}
        where ${competencies.templateId} = ${d.templateId})`,
    })
    .from(d)
    .innerJoin(schools, eq(schools.id, d.schoolId))
    .where(eq(d.id, sql`(select ${acts.deploymentId} from ${acts} where ${acts.id} = ${p.actId})`))
    .for("update", { of: d }),
);

const actRow = z.object({
  id: z.string(),
  schoolId: z.string(),
  deploymentId: z.string(),
  kind: z.enum(["CREATE", "CHANGE", "CANCEL", "RETRY", "MOVE_DUE", "WITHDRAW", "KEEP", "UNDO"]),
  status: z.enum(["RUNNING", "DONE"]),
  detail: z.unknown(),
  afterStudentId: z.string(),
  changed: z.number(),
  undoesId: z.string().nullable(),
  undoesKind: z.string().nullable(),
  undoesDetail: z.unknown(),
});

const lockAct = sqlStatement("deployment_act_lock", actRow, (p: Params<{ actId: string }>) => {
  return sql`
    select act.id, act.school_id as "schoolId", act.deployment_id as "deploymentId", act.kind, act.status, act.detail,
           act.after_student_id as "afterStudentId", act.changed, act.undoes_id as "undoesId",
           undone.kind as "undoesKind", undone.detail as "undoesDetail"
    from ${acts} act left join ${acts} undone on undone.id = act.undoes_id
    where act.id = ${p.actId} for update of act`;
});

type Reached = { actId: string; after: string; done: number; changed: number; skipped: number };

const updateReached = statement("deployment_act_reach", (db, p: Params<Reached>) =>
  db
    .update(acts)
    .set({
      afterStudentId: p.after,
      studentsDone: sql`${acts.studentsDone} + ${p.done}::int`,
      changed: sql`${acts.changed} + ${p.changed}::int`,
      skipped: sql`${acts.skipped} + ${p.skipped}::int`,
      updatedAt: sql`now()`,
    })
    .where(eq(acts.id, p.actId)),
);

const updateDone = statement("deployment_act_done", (db, p: Params<{ actId: string }>) =>
  db
    .update(acts)
    .set({ status: "DONE", students: acts.studentsDone, updatedAt: sql`now()` })
    .where(eq(acts.id, p.actId)),
);

type TargetsOfAct = { actId: string; deploymentId: string; type: "cohort" | "program" | "student"; ids: string[] };

const withdrawTargets = statement("deployment_targets_withdraw", (db, p: Params<TargetsOfAct>) =>
  db
    .update(deploymentTargets)
    .set({ withdrawnByAct: p.actId })
    .where(
      and(
        eq(deploymentTargets.deploymentId, p.deploymentId),
        eq(deploymentTargets.targetType, p.type),
        sql`${deploymentTargets.targetId} = any(${p.ids}::text[])`,
        sql`${deploymentTargets.withdrawnByAct} is null`,
      ),
    ),
);

const restoreTargets = statement(
  "deployment_targets_restore",
  (db, p: Params<{ actId: string; deploymentId: string }>) =>
    db
      .update(deploymentTargets)
      .set({ withdrawnByAct: sql`null` })
      .where(and(eq(deploymentTargets.deploymentId, p.deploymentId), eq(deploymentTargets.withdrawnByAct, p.actId))),
);
