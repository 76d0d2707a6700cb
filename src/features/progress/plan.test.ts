import { describe, expect, it } from "vitest";
import { type PlannedCompetency, planEnd, plannedBy, planSteps } from "#src/features/progress/plan.ts";

const due = (dueOn: string): PlannedCompetency => ({ dueOn, startsOn: "2026-09-01", endsOn: "2026-12-31" });
const spread = (startsOn: string | null, endsOn: string | null): PlannedCompetency => ({
  dueOn: null,
  startsOn,
  endsOn,
});
const times = (count: number, one: PlannedCompetency) => Array.from({ length: count }, () => one);

describe("the plan of a student", () => {
  it("counts what falls due by the end of the day", () => {
    const plan = [due("2026-11-01"), due("2026-11-02"), due("2026-11-03")];
    expect(["2026-10-31", "2026-11-01", "2026-11-02", "2026-12-01"].map((day) => plannedBy(plan, day))).toEqual([
      0, 1, 2, 3,
    ]);
  });

  it("spreads what has no due date evenly over the span of its deployment, in whole competencies", () => {
    const plan = times(5, spread("2026-11-01", "2026-11-10"));
    expect(
      ["2026-10-31", "2026-11-01", "2026-11-02", "2026-11-05", "2026-11-09", "2026-11-10", "2027-01-01"].map((day) =>
        plannedBy(plan, day),
      ),
    ).toEqual([0, 0, 1, 2, 4, 5, 5]);
  });

  it("adds both kinds, and spans of other deployments", () => {
    const plan = [
      due("2026-11-03"),
      ...times(2, spread("2026-11-01", "2026-11-04")),
      ...times(2, spread("2026-11-01", "2026-11-02")),
      spread(null, null),
    ];
    expect(plannedBy(plan, "2026-11-02")).toBe(3);
    expect(plannedBy(plan, "2026-11-04")).toBe(5);
    expect(planEnd(plan)).toBe("2026-11-04");
  });

  it("is none without a due date and a span, or where a span ends before it starts", () => {
    for (const plan of [
      [],
      [spread(null, null)],
      [spread("2026-11-01", null)],
      [spread(null, "2026-11-01")],
      [spread("2026-11-02", "2026-11-01")],
    ]) {
      expect(plannedBy(plan, "2026-11-02")).toBeNull();
      expect(planEnd(plan)).toBeNull();
    }
  });

  it("is drawn by its steps: where it begins, and each day on which it rises", () => {
    const plan = [
      due("2026-11-03"),
      due("2026-11-03"),
      ...times(2, spread("2026-11-01", "2026-11-04")),
      spread(null, null),
    ];
    expect(planSteps(plan)).toEqual([
      { date: "2026-09-01", planned: 0 },
      { date: "2026-11-02", planned: 1 },
      { date: "2026-11-03", planned: 3 },
      { date: "2026-11-04", planned: 4 },
    ]);
    expect(planSteps([spread(null, null)])).toEqual([]);
    for (const { date, planned } of planSteps(times(7, spread("2026-11-01", "2026-11-10")))) {
      expect(plannedBy(times(7, spread("2026-11-01", "2026-11-10")), date)).toBe(planned);
    }
  });
});
