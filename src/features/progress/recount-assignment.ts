import { and, eq, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { selectFacts } from "#src/features/progress/assignment-facts.ts";
import { events } from "#src/features/progress/events.ts";
import { loadCriteria } from "#src/features/progress/evidence.ts";
import type { AssignmentFacts, ProgressRow } from "#src/features/progress/facts.ts";
import { revokeMilestones, unlockMilestones } from "#src/features/progress/milestones.ts";
import { shownStatus } from "#src/features/progress/overdue.ts";
import { openDeadlinesSql, progressColumns, recentActivitiesSql } from "#src/features/progress/queries.ts";
import {
  type ClosedCycle,
  decideExpiry,
  decideMilestones,
  decideProgress,
  decideRecount,
  overallOf,
  type Recount,
  type RecountCause,
} from "#src/features/progress/rules.ts";
import { type Activity, activity, type ProgressUpdate } from "#src/features/progress/schema.ts";
import { now } from "#src/lib/clock.ts";
import { builder, type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { assignmentCycles, competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { studentProgress } from "#src/platform/db/tables/student-progress.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { NewEvent } from "#src/platform/events/event.ts";
import { emit } from "#src/platform/events/events.ts";

/**
 * Counts one assignment again after its counted evidence changed, and updates the student's progress: the status, the
 * progress row, milestones unlocked or revoked, the event. Every command that voids, amends, countersigns, confirms or
 * migrates calls this after its own writes; signing takes the same decisions and makes the same writes in its two round
 * trips.
 */
export async function recountAssignment(tx: Tx, assignmentId: string, cause: RecountCause): Promise<ProgressUpdate> {
  // A separate statement: one that waits for a lock still reads all other rows as they were before the wait.
  const [owner] = await tx.query(lockProgressOf, { assignmentId });
  if (!owner) throw new AppError("not_found", "There is no such assignment.");
  const { schoolId, ...row } = owner;
  const [[found], [recent]] = await Promise.all([
    tx.query(selectFacts, { assignmentId }),
    tx.query(selectActivities, { studentId: row.studentId }),
  ]);
  if (!found || !recent) throw new Error("an assignment has facts");
  const facts = await loadCriteria(tx, found.facts);
  return write(tx, schoolId, facts, row, decideRecount(facts, cause, now()), recent.activities);
}

/** Lets a completion expire whose validity has passed, and returns what was read; undefined if it has not. */
export async function expireAssignment(
  tx: Tx,
  assignmentId: string,
): Promise<{ schoolId: string; studentId: string; facts: AssignmentFacts } | undefined> {
  const [owner] = await tx.query(lockProgressOf, { assignmentId });
  const [found] = owner ? await tx.query(selectFacts, { assignmentId }) : [];
  if (!owner || !found) return undefined;
  const { schoolId, ...row } = owner;
  const facts = await loadCriteria(tx, found.facts);
  const recount = decideExpiry(facts, now());
  if (!recount) return undefined;
  write(tx, schoolId, facts, row, recount, row.recentActivities);
  return { schoolId, studentId: row.studentId, facts };
}

function write(
  tx: Tx,
  schoolId: string,
  facts: AssignmentFacts,
  row: ProgressRow,
  recount: Recount,
  activities: Activity[],
): ProgressUpdate {
  const progress = decideProgress(row, facts, recount, activities);
  tx.send(updateCounted, recountValues(facts, recount, progress));
  emit(tx, [progressEvent(schoolId, facts, recount, progress)]);
  sendTurn(tx, schoolId, facts, recount, progress);
  return updateOf(facts, recount, progress);
}

const lockProgressOf = statement("progress_lock_of_assignment", (db, p: Params<{ assignmentId: string }>) =>
  db
    .select({ ...progressColumns, schoolId: studentProgress.schoolId })
    .from(studentProgress)
    .innerJoin(competencyAssignments, eq(competencyAssignments.userId, studentProgress.studentId))
    .where(eq(competencyAssignments.id, p.assignmentId))
    .for("update", { of: studentProgress }),
);

const selectActivities = sqlStatement(
  "progress_activities",
  z.object({ activities: z.array(activity) }),
  (p: Params<{ studentId: string }>) => sql`select ${recentActivitiesSql(p.studentId)} as activities`,
);

export type RecountValues = {
  studentId: string;
  assignmentId: string;
  assignmentStatus: Recount["status"];
  progressPercentage: number;
  result: number | null;
  observations: number;
  evaluators: number;
  days: number;
  completionDate: Date | null;
  cycleStartsAt: Date | null;
  completed: number;
  categoryBreakdown: ProgressRow["categoryBreakdown"];
  recentActivities: Activity[];
  upcomingDeadlines: ProgressRow["upcomingDeadlines"];
};

/** The values written by a recount, under the names that `recountCtes` binds. */
export function recountValues(facts: AssignmentFacts, recount: Recount, progress: ProgressRow): RecountValues {
  const { result, observations, evaluators, days } = recount.score;
  return {
    studentId: progress.studentId,
    assignmentId: facts.assignmentId,
    assignmentStatus: recount.status,
    progressPercentage: recount.progressPercentage,
    result,
    observations,
    evaluators,
    days,
    completionDate: recount.completionDate,
    cycleStartsAt: recount.cycleStartsAt,
    completed: progress.completed,
    categoryBreakdown: progress.categoryBreakdown,
    recentActivities: progress.recentActivities,
    upcomingDeadlines: progress.upcomingDeadlines,
  };
}

/** The writes of a recount, as two parts of a WITH. */
export function recountCtes(p: Params<RecountValues>): SQL {
  const assignment = builder
    .update(competencyAssignments)
    .set({
      status: p.assignmentStatus,
      progressPercentage: p.progressPercentage,
      result: p.result,
      observations: p.observations,
      evaluators: p.evaluators,
      days: p.days,
      completionDate: p.completionDate,
      cycleStartsAt: p.cycleStartsAt,
      updatedAt: sql`now()`,
    })
    .where(eq(competencyAssignments.id, p.assignmentId));
  const progress = builder
    .update(studentProgress)
    .set({
      completed: p.completed,
      categoryBreakdown: p.categoryBreakdown,
      recentActivities: p.recentActivities,
      upcomingDeadlines: p.upcomingDeadlines,
      version: sql`${studentProgress.version} + 1`,
      updatedAt: sql`now()`,
    })
    .where(eq(studentProgress.studentId, p.studentId));
  return sql`assignment as (${assignment.getSQL()}), progress as (${progress.getSQL()})`;
}

const updateCounted = sqlWrite(
  "assignment_recount",
  (p: Params<RecountValues>) => sql`with ${recountCtes(p)} select 1`,
);

/** Further writes after a completion, a renewal, a reopening or an expiry. Sent after the writes of the recount, whose rows they read. */
export function sendTurn(
  tx: Tx,
  schoolId: string,
  facts: AssignmentFacts,
  recount: Recount,
  progress: ProgressRow,
): void {
  if (recount.cycle?.change === "closed") {
    const { change: _, ...cycle } = recount.cycle;
    tx.send(insertCycle, { ...cycle, schoolId, studentId: progress.studentId, assignmentId: facts.assignmentId });
  } else if (recount.cycle) {
    tx.send(deleteCycle, { assignmentId: facts.assignmentId, number: recount.cycle.number });
  }
  if (recount.turn === "none" || recount.turn === "renewed") return;
  // Only the tables know which due date follows.
  tx.send(updateDeadlines, { studentId: progress.studentId });
  const milestones = decideMilestones(facts, progress, recount.turn);
  const student = { schoolId, studentId: progress.studentId };
  if (recount.turn === "completed") unlockMilestones(tx, student, milestones);
  else revokeMilestones(tx, student, milestones);
}

type NewCycle = Omit<ClosedCycle, "change"> & { schoolId: string; studentId: string; assignmentId: string };

const insertCycle = statement("assignment_cycle_insert", (db, p: Params<NewCycle>) =>
  db.insert(assignmentCycles).values({
    assignmentId: p.assignmentId,
    number: p.number,
    schoolId: p.schoolId,
    studentId: p.studentId,
    startsAt: p.startsAt,
    completedAt: p.completedAt,
    validUntil: p.validUntil,
    ended: p.ended,
    endedAt: p.endedAt,
    way: p.way,
    result: p.result,
  }),
);

const deleteCycle = statement("assignment_cycle_delete", (db, p: Params<{ assignmentId: string; number: number }>) =>
  db
    .delete(assignmentCycles)
    .where(and(eq(assignmentCycles.assignmentId, p.assignmentId), eq(assignmentCycles.number, p.number))),
);

const updateDeadlines = statement("progress_deadlines", (db, p: Params<{ studentId: string }>) =>
  db
    .update(studentProgress)
    .set({ upcomingDeadlines: openDeadlinesSql(p.studentId) })
    .where(eq(studentProgress.studentId, p.studentId)),
);

export function progressEvent(
  schoolId: string,
  facts: AssignmentFacts,
  recount: Recount,
  progress: ProgressRow,
): NewEvent {
  const { assignmentId: id, ...update } = updateOf(facts, recount, progress);
  const { overall, ...moved } = update;
  return events.updated.of({
    schoolId,
    studentId: progress.studentId,
    data: {
      studentId: progress.studentId,
      overall,
      assignment: { id, competencyId: facts.competencyId, ...moved },
    },
  });
}

export function updateOf(facts: AssignmentFacts, recount: Recount, progress: ProgressRow): ProgressUpdate {
  return {
    assignmentId: facts.assignmentId,
    status: shownStatus(
      { status: recount.status, dueDate: recount.cycleStartsAt ? null : (facts.dueDate?.toISOString() ?? null) },
      now().toISOString(),
    ),
    progressPercentage: recount.progressPercentage,
    result: recount.score.result,
    overall: overallOf(progress),
  };
}
