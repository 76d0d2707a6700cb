import { describe, expect, it } from "vitest";
import type { Facts, StudentPlan } from "#src/features/analytics/facts.ts";
import { recommendToStaff } from "#src/features/analytics/recommend-staff.ts";

const today = "2026-12-01";
const plan = (studentId: string, more: Partial<StudentPlan> = {}): StudentPlan => ({
  studentId,
  competencies: [],
  completions: [],
  overdueIds: [],
  ...more,
});
const due = (count: number) =>
  Array.from({ length: count }, () => ({ dueOn: "2026-11-01", startsOn: null, endsOn: null }));
const rated = (competencyId: string, below: number, at: number) => ({
  part: 0,
  competencyId,
  rotationId: null,
  below,
  at,
  above: 0,
});
const by = (studentId: string, evaluatorId: string | null, at: number) => ({
  studentId,
  evaluatorId,
  below: 0,
  at,
  above: 0,
});

const facts = (more: Partial<Facts>): Facts => ({
  subject: {
    scope: "cohort",
    id: "c",
    name: "2027",
    schoolId: "s",
    timeZone: "UTC",
    today,
    programId: "p",
    cohortId: "c",
    endsOn: null,
    studentIds: [],
    students: 9,
    firstDay: null,
  },
  timeframe: { from: "2026-09-01", to: today },
  parts: [],
  progress: { completed: 0, total: 0, categories: [] },
  plans: [],
  standing: null,
  completionsByPart: [],
  ratings: [],
  evaluators: [],
  feedbackWords: [],
  withNextSteps: 0,
  answeredAfterHours: [],
  expired: 0,
  evidence: { submissions: 0, files: 0 },
  minutesByPart: [],
  approvedToDateMinutes: null,
  requiredMinutes: null,
  interactions: [],
  competencies: [],
  names: { competencies: new Map(), rotations: new Map(), people: new Map([["amina", "Amina"]]) },
  ...more,
});

const late = ["a", "b", "c", "d", "e"].map((id) => plan(id, { overdueIds: ["hygiene"] }));

describe("recommendations to staff", () => {
  it.each<[string, Partial<Facts>, "SCHOOL_ADMIN" | "CLINICAL_SUPERVISOR", string[]]>([
    ["are none without a reason", {}, "SCHOOL_ADMIN", []],
    [
      "name a competency in which most ratings are below target",
      { ratings: [rated("a", 4, 1), rated("b", 1, 9)] },
      "SCHOOL_ADMIN",
      ["most-below-target a"],
    ],
    ["do not judge by fewer than five ratings", { ratings: [rated("a", 4, 0)] }, "SCHOOL_ADMIN", []],
    ["name a date that is past for most", { plans: late }, "SCHOOL_ADMIN", ["overdue-for-most hygiene"]],
    ["offer no supervisor a date that only the school moves", { plans: late }, "CLINICAL_SUPERVISOR", []],
    [
      "name who is furthest behind",
      { plans: [plan("amina", { competencies: due(3) }), plan("ben", { competencies: due(2) })] },
      "CLINICAL_SUPERVISOR",
      ["furthest-behind amina"],
    ],
    [
      "name students whom one person alone has rated",
      { evaluators: [by("amina", "hansen", 3), by("ben", "hansen", 2), by("ben", "said", 2)] },
      "SCHOOL_ADMIN",
      ["one-evaluator c"],
    ],
    ["take no guest for one person", { evaluators: [by("amina", null, 3)] }, "SCHOOL_ADMIN", []],
  ])("%s", (_, more, role, expected) => {
    const found = recommendToStaff(facts(more), { role, oldest: undefined }, 5);
    expect(found.map(({ kind, subject }) => `${kind} ${subject.id}`)).toEqual(expected);
  });

  it("begin with the request that has waited longest for the reader", () => {
    const oldest = { assessmentId: "x", competency: "Hand hygiene", askedOn: "2026-11-22" };
    const reader = { role: "CLINICAL_SUPERVISOR" as const, oldest };
    const [first] = recommendToStaff(facts({ ratings: [rated("a", 9, 0)] }), reader, 5);
    expect(first).toMatchObject({
      kind: "oldest-request",
      sentence: "A request has waited for you for 9 days.",
      act: { href: "/assessment/x" },
    });
    const fresh = { ...reader, oldest: { ...oldest, askedOn: "2026-11-30" } };
    expect(recommendToStaff(facts({}), fresh, 5)).toEqual([]);
  });
});
