import type { Check } from "#src/features/health/check.ts";
import { sweep } from "#src/features/health/sweep.ts";
import type { Finding } from "#src/features/health/values.ts";
import { selectCompared, selectComparedPage } from "#src/features/progress/queries.ts";
import { readAs } from "#src/platform/db/transaction.ts";

const takesMs = 5 * 60_000;

/** Whether the progress that is kept for each student is what their assignments and evaluations come to. Writes nothing. */
export const checkProgress: Check = (run) => {
  const { actor } = run;
  return sweep(run, {
    takesMs,
    async again(studentIds) {
      return differing(await readAs(actor, (tx) => tx.query(selectCompared, { studentIds: [...studentIds] })));
    },
    async page(after) {
      const students = await readAs(actor, (tx) => tx.query(selectComparedPage, { after }));
      return { counted: students.length, findings: differing(students), next: students.at(-1)?.studentId ?? null };
    },
  });
};

function differing(students: readonly { studentId: string; schoolId: string; differs: boolean }[]): Finding[] {
  return students.flatMap(({ studentId, schoolId, differs }) =>
    differs ? [{ what: "progress_differs" as const, id: studentId, schoolId, count: null }] : [],
  );
}
