import fc from "fast-check";
import { expect, it } from "vitest";
import { planCurve } from "#src/features/analytics/pace.ts";
import { plannedBy } from "#src/features/progress/plan.ts";
import { addDays } from "#src/lib/day.ts";

const day = fc.nat({ max: 40 }).map((n) => addDays("2026-09-01", n));
const competency = fc.record({
  dueOn: fc.option(day),
  startsOn: fc.option(day),
  endsOn: fc.option(day),
});

it("is the sum of the plans of all students, on every day", () => {
  fc.assert(
    fc.property(fc.array(fc.array(competency, { maxLength: 8 }), { maxLength: 6 }), day, (students, on) => {
      const plans = students.map((competencies, n) => ({
        studentId: `s${n}`,
        competencies,
        completions: [],
        overdueIds: [],
      }));
      const each = students.map((competencies) => plannedBy(competencies, on));
      const some = each.filter((planned) => planned !== null);
      expect(planCurve(plans)(on)).toBe(some.length === 0 ? null : some.reduce((sum, planned) => sum + planned, 0));
    }),
  );
});
