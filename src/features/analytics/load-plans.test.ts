import fc from "fast-check";
import { expect, it } from "vitest";
import { countPlans } from "#src/features/analytics/load-plans.ts";
import { dayNumber, type StudentPlan } from "#src/features/analytics/student-plans.ts";
import { plannedBy } from "#src/features/progress/plan.ts";
import { addDays, daysBetween } from "#src/lib/day.ts";

const day = fc.nat({ max: 40 }).map((n) => addDays("2026-09-01", n));
const competency = fc.record({
  dueOn: fc.option(day),
  isOpen: fc.boolean(),
  completedOn: fc.option(day),
  startsOn: day,
  endsOn: fc.option(day),
});
type Competency = typeof competency extends fc.Arbitrary<infer One> ? One : never;

function planOf(studentId: string, competencies: readonly Competency[]): StudentPlan {
  const dated = competencies.flatMap(({ dueOn }) => (dueOn === null ? [] : dayNumber(dueOn)));
  const late = competencies.filter(fallsOverdue);
  const undated = competencies.filter(({ dueOn }) => dueOn === null);
  const done = competencies.flatMap(({ completedOn, startsOn }) =>
    completedOn === null ? [] : { completedOn, startsOn },
  );
  return {
    studentId,
    total: competencies.length,
    due: dated,
    open: late.map((_, n) => `c${n}`).join(" "),
    openDueAt: late.map(({ dueOn }) => Date.parse(`${dueOn}T23:59:59Z`) / 1000),
    undated: undated.map(({ startsOn }) => dayNumber(startsOn)),
    undatedEnds: undated.map(({ endsOn }) => (endsOn === null ? null : dayNumber(endsOn))),
    completed: done.map(({ completedOn }) => dayNumber(completedOn)),
    daysTaken: done.map(({ completedOn, startsOn }) => daysBetween(startsOn, completedOn)),
  };
}

function fallsOverdue({ isOpen, dueOn, completedOn }: Competency): boolean {
  return isOpen && dueOn !== null && completedOn === null;
}

it("counts what students were given and have completed as one would one by one", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(competency, { maxLength: 8 }), { maxLength: 6 }),
      fc.uniqueArray(day, { minLength: 2, maxLength: 4 }),
      day,
      fc.option(day),
      (students, days, today, endsOn) => {
        const starts = days.sort().slice(0, -1);
        const [from = "", to = ""] = [days[0], days.at(-1)];
        const parts = starts.map((start, n) => ({
          from: start,
          to: n < starts.length - 1 ? addDays(starts[n + 1] ?? "", -1) : to,
        }));
        const found = countPlans(
          students.map((competencies, n) => planOf(`s${n}`, competencies)),
          { today, endsOn, timeframe: { from, to }, parts, at: new Date(`${today}T12:00:00Z`) },
        );
        const ended = students.map((competencies) =>
          competencies.map((one) => ({ ...one, endsOn: one.endsOn ?? endsOn })),
        );
        parts.forEach(({ to: end }, part) => {
          const some = ended.map((competencies) => plannedBy(competencies, end)).filter((planned) => planned !== null);
          expect(found.plannedByPart[part]).toBe(
            some.length === 0 ? null : some.reduce((sum, planned) => sum + planned, 0),
          );
        });
        found.students.forEach((student, n) => {
          const own = ended[n] ?? [];
          const completedBy = (end: string) =>
            own.filter(({ completedOn }) => completedOn !== null && completedOn <= end).length;
          expect(student).toEqual({
            studentId: `s${n}`,
            total: own.length,
            completed: completedBy("9999-12-31"),
            completedBefore: completedBy(addDays(from, -1)),
            completedByPart: parts.map(({ to: end }) => completedBy(end)),
            planned: plannedBy(own, today),
            overdue: own.filter((one) => fallsOverdue(one) && (one.dueOn ?? "") < today).length,
          });
        });
        const taken = ended
          .flat()
          .flatMap(({ completedOn, startsOn }) =>
            completedOn !== null && completedOn >= from && completedOn <= to ? daysBetween(startsOn, completedOn) : [],
          );
        expect(
          found.daysTaken.flatMap(([length, times]) => Array.from({ length: times }, () => length)).sort(),
        ).toEqual(taken.sort());
      },
    ),
  );
});
