import { deadlineLimit, openDeadlinesSql, type ProgressRow, recentLimit } from "#src/features/progress/queries.ts";
import { overallProgress } from "#src/features/progress/rules.ts";
import { type Activity, type AssignmentStatus, assignmentStatus } from "#src/features/progress/schema.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

export type Moved = {
  completed: number;
  breakdown: ProgressRow["category_breakdown"];
  activities: ProgressRow["recent_activities"];
  deadlines: ProgressRow["upcoming_deadlines"];
};

/** The kept-up row after this assessment; only what it touches changes. */
export function movedProgress(
  row: ProgressRow,
  change: {
    activity: Activity;
    assignmentId: string;
    status: AssignmentStatus;
    category: string;
    isNewlyCompleted: boolean;
  },
): Moved {
  const added = change.isNewlyCompleted ? 1 : 0;
  return {
    completed: row.completed + added,
    breakdown: row.category_breakdown.map((line) =>
      added === 1 && line.category === change.category
        ? { ...line, completed: line.completed + 1, percentage: overallProgress(line.completed + 1, line.total) }
        : line,
    ),
    activities: [change.activity, ...row.recent_activities]
      .sort((a, b) => (a.date === b.date ? (a.id < b.id ? 1 : -1) : a.date < b.date ? 1 : -1))
      .slice(0, recentLimit),
    deadlines: row.upcoming_deadlines.map((line) =>
      line.assignmentId === change.assignmentId ? { ...line, status: assignmentStatus.parse(change.status) } : line,
    ),
  };
}

export function writeProgress(tx: Tx, studentId: string, moved: Moved, isNewlyCompleted: boolean): void {
  const lists = [JSON.stringify(moved.breakdown), JSON.stringify(moved.activities)];
  // A completed competency leaves the list of due dates; the next one in line is known only to the table.
  const deadlines = isNewlyCompleted ? openDeadlinesSql("$1") : "$5::jsonb";
  void tx.query({
    name: isNewlyCompleted ? "progress_move_completed" : "progress_move",
    text: `update student_progress
           set completed = $2, category_breakdown = $3, recent_activities = $4, upcoming_deadlines = ${deadlines},
               version = version + 1, updated_at = now()
           where student_id = $1`,
    values: [
      studentId,
      moved.completed,
      ...lists,
      ...(isNewlyCompleted ? [] : [JSON.stringify(moved.deadlines.slice(0, deadlineLimit))]),
    ],
  });
}
