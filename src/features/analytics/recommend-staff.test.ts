import { describe, expect, it } from "vitest";
import type { Facts, Plans, StudentStanding } from "#src/features/analytics/facts.ts";
import { recommendToStaff } from "#src/features/analytics/recommend-staff.ts";

const today = "2026-12-01";
const student = (studentId: string, planned: number | null = null): StudentStanding => ({
  studentId,
  total: 9,
  completed: 0,
  completedBefore: 0,
  completedByPart: [],
  planned,
  overdue: 0,
});
const plans = (more: Partial<Plans>): Plans => ({
  students: [],
  plannedByPart: [],
  endsOn: null,
  overdue: [],
  daysTaken: [],
  ...more,
});
const rated = (competencyId: string, below: number, at: number) => ({
  part: 0,
  competencyId,
  rotationId: null,
  below,
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
  plans: plans({}),
  standing: null,
  completionsByPart: [],
  ratings: [],
  evaluators: [],
  spread: null,
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

const late = plans({
  students: ["a", "b", "c", "d", "e"].map((id) => student(id)),
  overdue: [{ competencyId: "hygiene", students: 5 }],
});

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
      { plans: plans({ students: [student("amina", 3), student("ben", 2), student("carl")] }) },
      "CLINICAL_SUPERVISOR",
      ["furthest-behind amina"],
    ],
    [
      "name students whom one person alone has rated",
      { spread: { evaluatorsPerStudent: [], alone: ["amina"] } },
      "SCHOOL_ADMIN",
      ["one-evaluator c"],
    ],
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
