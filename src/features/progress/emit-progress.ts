import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { events } from "#src/features/progress/events.ts";
import { shownStatusSql } from "#src/features/progress/overdue.ts";
import { overallProgress } from "#src/features/progress/rules.ts";
import { shownAssignmentStatus } from "#src/features/progress/schema.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { studentProgress } from "#src/platform/db/tables/student-progress.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";

/** Open dashboards of their students update: one event for each of these assignments, as it is now. */
export async function emitProgress(tx: Tx, schoolId: string, assignmentIds: readonly string[]): Promise<void> {
  const rows = await tx.query(selectMoved, { assignmentIds: [...assignmentIds] });
  emit(
    tx,
    rows.map(({ studentId, total, completed, ...assignment }) =>
      events.updated.of({
        schoolId,
        studentId,
        data: {
          studentId,
          overall: {
            totalCompetencies: total,
            completedCompetencies: completed,
            progressPercentage: overallProgress(completed, total),
          },
          assignment,
        },
      }),
    ),
  );
}

const a = alias(competencyAssignments, "a");

const selectMoved = sqlStatement(
  "assignments_progress",
  z.object({
    studentId: z.string(),
    total: z.number(),
    completed: z.number(),
    id: z.string(),
    competencyId: z.string(),
    status: shownAssignmentStatus,
    progressPercentage: z.number(),
    result: z.number().nullable(),
  }),
  (p: Params<{ assignmentIds: string[] }>) => sql`
    select ${a.userId} as "studentId", ${studentProgress.total}, ${studentProgress.completed}, ${a.id},
      ${a.competencyId} as "competencyId", ${shownStatusSql(a)} as status,
      ${a.progressPercentage}::float8 as "progressPercentage", ${a.result}::float8 as result
    from ${competencyAssignments} ${a} join ${studentProgress} on ${studentProgress.studentId} = ${a.userId}
    where ${a.id} = any(${p.assignmentIds})`,
);
