import fc from "fast-check";
import { expect, it } from "vitest";
import { planCurve, spansOf } from "#src/features/analytics/load-plans.ts";
import { plannedBy } from "#src/features/progress/plan.ts";
import { addDays } from "#src/lib/day.ts";

const day = fc.nat({ max: 40 }).map((n) => addDays("2026-09-01", n));
const competency = fc.record({
  dueOn: fc.option(day),
  startsOn: day,
  endsOn: fc.option(day),
});

it("is the sum of the plans of all students, at the end of every part", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(competency, { maxLength: 8 }), { maxLength: 6 }),
      day,
      day,
      (students, one, other) => {
        const ends = [one, other].sort();
        const due: Record<string, number> = {};
        for (const { dueOn } of students.flat()) {
          if (dueOn === null) continue;
          // As width_bucket: what falls due after the last part has the number of parts and one.
          const part = 1 + ends.filter((end) => end < dueOn).length;
          due[part] = (due[part] ?? 0) + 1;
        }
        const undated = students.flatMap((competencies, n) =>
          competencies
            .filter(({ dueOn }) => dueOn === null)
            .map(({ startsOn, endsOn }) => ({ studentId: `s${n}`, startsOn, endsOn, count: 1 })),
        );
        const curve = planCurve(due, [...spansOf(undated).values()].flat());
        ends.forEach((end, part) => {
          const each = students.map((competencies) => plannedBy(competencies, end));
          const some = each.filter((planned) => planned !== null);
          expect(curve(part, end)).toBe(some.length === 0 ? null : some.reduce((sum, planned) => sum + planned, 0));
        });
      },
    ),
  );
});
