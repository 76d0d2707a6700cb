import { lockProgressRows, rebuildProgress } from "#src/features/progress/queries.ts";
import { overallProgress } from "#src/features/progress/rules.ts";
import type { DemoAssignment, DemoCompetency } from "#src/features/samples/history.ts";
import { insertRows } from "#src/features/samples/insert-rows.ts";
import { makeRandom, stableUuid } from "#src/features/samples/invented.ts";
import { achievements } from "#src/platform/db/tables/achievements.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { assignmentDeployments, competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { evaluationCriteria, evaluationPrivateNotes, evaluations } from "#src/platform/db/tables/evaluations.ts";
import { notificationQueue } from "#src/platform/db/tables/notifications.ts";
import { progressSnapshots } from "#src/platform/db/tables/progress-snapshots.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { wordColumns } from "#src/platform/sealed/evaluation-words.ts";

const dayMs = 86_400_000;

export type HistoryRows = {
  assignments: (typeof competencyAssignments.$inferInsert)[];
  links: (typeof assignmentDeployments.$inferInsert)[];
  assessments: (typeof assessments.$inferInsert)[];
  evaluations: (typeof evaluations.$inferInsert)[];
  criteria: (typeof evaluationCriteria.$inferInsert)[];
  notes: (typeof evaluationPrivateNotes.$inferInsert)[];
  achievements: (typeof achievements.$inferInsert)[];
  snapshots: (typeof progressSnapshots.$inferInsert)[];
  notifications: (typeof notificationQueue.$inferInsert)[];
};

type Owner = { id: string; schoolId: string };

export function noHistoryRows(): HistoryRows {
  return {
    assignments: [],
    links: [],
    assessments: [],
    evaluations: [],
    criteria: [],
    notes: [],
    achievements: [],
    snapshots: [],
    notifications: [],
  };
}

/** Inserts them, and writes the progress rows of these students as a rebuild does. */
export async function insertHistoryRows(tx: Tx, tables: HistoryRows, studentIds: readonly string[]): Promise<void> {
  await insertRows(tx, competencyAssignments, tables.assignments);
  await insertRows(tx, assignmentDeployments, tables.links);
  await insertRows(tx, assessments, tables.assessments);
  await insertRows(tx, evaluations, tables.evaluations);
  await insertRows(tx, evaluationCriteria, tables.criteria);
  await insertRows(tx, evaluationPrivateNotes, tables.notes);
  await insertRows(tx, achievements, tables.achievements);
  await insertRows(tx, progressSnapshots, tables.snapshots);
  await insertRows(tx, notificationQueue, tables.notifications);
  await lockProgressRows(tx, studentIds);
  await rebuildProgress(tx, studentIds);
}

/** A plausible spread: two thirds keep up, a fifth are a competency or two behind, the rest fall well behind. */
export function paceOf(n: number, total: number): { completed: number; due: number } {
  const random = makeRandom(77 + n);
  const due = Math.round(total * (0.55 + random() * 0.2));
  const kind = random();
  if (kind < 0.65) return { due, completed: Math.min(total, due + Math.floor(random() * 5)) };
  if (kind < 0.85) return { due, completed: due - 1 - Math.floor(random() * 2) };
  return { due, completed: Math.floor(due * (0.35 + random() * 0.35)) };
}

/** One assignment with what was assessed in it. */
export function addAssignment(
  tables: HistoryRows,
  student: Owner,
  assignment: DemoAssignment,
  item: { competency: DemoCompetency; deploymentId: string },
  midnight: number,
): void {
  const base = { schoolId: student.schoolId };
  tables.assignments.push({
    id: assignment.id,
    ...base,
    userId: student.id,
    competencyId: assignment.competencyId,
    deploymentId: item.deploymentId,
    status: assignment.status,
    progressPercentage: assignment.progress,
    dueDate: assignment.dueAt,
    completionDate: assignment.completedAt,
    result: assignment.result,
    observations: assignment.observations,
    evaluators: assignment.evaluators,
    days: assignment.days,
    createdAt: new Date(midnight - 182 * dayMs),
    updatedAt: assignment.completedAt ?? new Date(midnight - 182 * dayMs),
  });
  tables.links.push({ assignmentId: assignment.id, deploymentId: item.deploymentId, ...base });
  for (const line of assignment.evaluations) {
    tables.assessments.push({
      id: line.assessmentId,
      ...base,
      studentId: student.id,
      competencyId: assignment.competencyId,
      assignmentId: assignment.id,
      assessorId: line.evaluatorId,
      method: "DIRECT_OBSERVATION",
      status: "SUBMITTED",
      rotationId: line.rotationId,
      observedAt: line.observedAt,
      createdAt: line.signedAt,
      updatedAt: line.signedAt,
      submittedAt: line.signedAt,
      metadata: {},
    });
    tables.evaluations.push({
      id: line.evaluationId,
      ...base,
      studentId: student.id,
      competencyId: assignment.competencyId,
      assessmentId: line.assessmentId,
      evaluatorId: line.evaluatorId,
      isSelf: false,
      state: "SIGNED",
      overallRating: line.rating,
      ...wordColumns({ ...base, evaluationId: line.evaluationId }, line),
      revision: 1,
      signedAt: line.signedAt,
      createdAt: line.signedAt,
    });
    if (line.signedAt.getTime() > midnight - 10 * dayMs) {
      tables.notifications.push({
        id: stableUuid(`notification:${line.evaluationId}`),
        ...base,
        userId: student.id,
        type: "FEEDBACK_AVAILABLE",
        subject: "New assessment",
        content: `You were assessed in ${item.competency.name}.`,
        payload: { assessmentId: line.assessmentId, assignmentId: assignment.id },
        status: "SENT",
        priority: "NORMAL",
        channel: "IN_APP",
        scheduledFor: line.signedAt,
        sentAt: line.signedAt,
        createdAt: line.signedAt,
        updatedAt: line.signedAt,
      });
    }
  }
  if (assignment.status === "ACHIEVED" && assignment.completedAt) {
    tables.achievements.push({
      id: stableUuid(`achievement:${assignment.id}`),
      ...base,
      studentId: student.id,
      kind: "competency",
      ref: assignment.competencyId,
      name: item.competency.name,
      unlockedAt: assignment.completedAt,
    });
  }
}

/** The overall progress at the end of each day before today, on every `stepDays`th. */
export function addSnapshots(
  snapshots: HistoryRows["snapshots"],
  student: Owner,
  history: readonly DemoAssignment[],
  midnight: number,
  stepDays = 1,
): void {
  const total = history.length;
  for (let day = 181; day >= 1; day -= stepDays) {
    const end = midnight - (day - 1) * dayMs;
    const completed = history.filter(({ completedAt }) => completedAt !== null && completedAt.getTime() < end).length;
    snapshots.push({
      id: stableUuid(`snapshot:${student.id}:${day}`),
      schoolId: student.schoolId,
      userId: student.id,
      progressPercentage: overallProgress(completed, total),
      categoryBreakdown: null,
      competenciesCompleted: completed,
      competenciesTotal: total,
      snapshotDate: new Date(end - 60_000),
      metadata: null,
      createdAt: new Date(end - 60_000),
    });
  }
}
