import type { Check } from "#src/features/health/check.ts";
import { selectCellsDiffering, selectLinesDiffering } from "#src/features/health/kept-rows.ts";
import { sweep } from "#src/features/health/sweep.ts";
import type { Finding } from "#src/features/health/values.ts";
import { selectCompared, selectComparedPage } from "#src/features/progress/queries.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const takesMs = 5 * 60_000;

/**
 * Whether what is kept for each student is what their assignments and evaluations come to: progress, the row of the cohort
 * matrix, and the lines of analytics. Writes nothing.
 */
export const checkProgress: Check = (run) => {
  const { actor } = run;
  return sweep(run, {
    takesMs,
    async again(studentIds) {
      const students = await readAs(actor, (tx) => tx.query(selectCompared, { studentIds: [...studentIds] }));
      return [...differing(students), ...(await differingBeside(actor, students))];
    },
    async page(after) {
      const students = await readAs(actor, (tx) => tx.query(selectComparedPage, { after }));
      const findings = [...differing(students), ...(await differingBeside(actor, students))];
      return { counted: students.length, findings, next: students.at(-1)?.studentId ?? null };
    },
  });
};

function differing(students: readonly { studentId: string; schoolId: string; differs: boolean }[]): Finding[] {
  return students.flatMap(({ studentId, schoolId, differs }) =>
    differs ? [{ what: "progress_differs" as const, id: studentId, schoolId, count: null }] : [],
  );
}

async function differingBeside(actor: SystemActor, students: readonly { studentId: string }[]): Promise<Finding[]> {
  if (students.length === 0) return [];
  const studentIds = students.map(({ studentId }) => studentId);
  const [cells, lines] = await readAs(actor, (tx) =>
    Promise.all([tx.query(selectCellsDiffering, { studentIds }), tx.query(selectLinesDiffering, { studentIds })]),
  );
  return [
    ...cells.map(({ studentId, schoolId }) => ({
      what: "cells_differ" as const,
      id: studentId,
      schoolId,
      count: null,
    })),
    ...lines.map(({ studentId, schoolId }) => ({
      what: "lines_differ" as const,
      id: studentId,
      schoolId,
      count: null,
    })),
  ];
}
