import { sql } from "drizzle-orm";
import { z } from "zod";
import { events as progressEvents } from "#src/features/progress/events.ts";
import { overallProgress } from "#src/features/progress/rules.ts";
import { shownAssignmentStatus } from "#src/features/progress/schema.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { studentProgress } from "#src/platform/db/tables/student-progress.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { NewEvent } from "#src/platform/events/event.ts";
import { emit } from "#src/platform/events/events.ts";

/** An assignment that a deployment made, moved, withdrew or restored. */
export const changedRow = z.object({
  id: z.string(),
  userId: z.string(),
  competencyId: z.string(),
  status: shownAssignmentStatus,
  percentage: z.number(),
  result: z.number().nullable(),
});
export type Changed = z.infer<typeof changedRow>;

/** Publishes one event for each student, whose progress was rebuilt, so that open dashboards update. */
export async function announceProgress(tx: Tx, schoolId: string, changed: readonly Changed[]): Promise<void> {
  const byStudent = Map.groupBy(changed, ({ userId }) => userId);
  if (byStudent.size === 0) return;
  const rows = await tx.query(selectTotals, { studentIds: [...byStudent.keys()] });
  const moved = rows.flatMap(({ studentId, total, completed }): NewEvent[] => {
    const first = byStudent.get(studentId)?.[0];
    if (!first) return [];
    return [
      progressEvents.updated.of({
        schoolId,
        studentId,
        data: {
          studentId,
          overall: {
            totalCompetencies: total,
            completedCompetencies: completed,
            progressPercentage: overallProgress(completed, total),
          },
          assignment: {
            id: first.id,
            competencyId: first.competencyId,
            status: first.status,
            progressPercentage: first.percentage,
            result: first.result,
          },
        },
      }),
    ];
  });
  emit(tx, moved);
}

const selectTotals = statement("deployment_progress_totals", (db, p: Params<{ studentIds: string[] }>) =>
  db
    .select({
      studentId: studentProgress.studentId,
      total: studentProgress.total,
      completed: studentProgress.completed,
    })
    .from(studentProgress)
    .where(sql`${studentProgress.studentId} = any(${p.studentIds})`),
);
