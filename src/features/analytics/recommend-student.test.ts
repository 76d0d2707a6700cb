import { describe, expect, it } from "vitest";
import type { CompetencyLine } from "#src/features/analytics/facts.ts";
import { recommendToStudent } from "#src/features/analytics/recommend-student.ts";

const line = (name: string, more: Partial<CompetencyLine> = {}): CompetencyLine => ({
  assignmentId: `assignment_${name}`,
  competencyId: name,
  name,
  category: "Safety",
  frameworkId: "f",
  status: "IN_PROGRESS",
  isOverdue: false,
  dueOn: null,
  startsOn: null,
  endsOn: null,
  method: "LATEST",
  times: null,
  requirement: { observations: 1, evaluators: 1, days: 1 },
  target: 4,
  result: null,
  observations: 0,
  evaluators: 0,
  days: 0,
  atTarget: 0,
  belowTarget: 0,
  ...more,
});
const today = "2026-12-01";
const amina = { id: "amina", name: "Amina", today, isReader: true };
const second = {
  requirement: { observations: 2, evaluators: 2, days: 1 },
  observations: 1,
  evaluators: 1,
  days: 1,
  result: 4,
  atTarget: 1,
};
const ward = { id: "r", name: "Ward 4", startsOn: "2026-12-11" };
const kinds = (lines: CompetencyLine[], coming = [ward], student = amina) =>
  recommendToStudent(student, lines, coming, 5).map(({ kind, subject }) => `${kind} ${subject.id}`);

describe("a student's recommendations", () => {
  it.each<[string, CompetencyLine[], string[]]>([
    ["are none for what is completed", [line("a", { status: "ACHIEVED", dueOn: "2026-12-02" })], []],
    ["are none for what is due later", [line("a", { dueOn: "2026-12-16" })], []],
    ["name what is due soon", [line("a", { dueOn: "2026-12-15" })], ["due-soon a"]],
    [
      "name a second assessor where only that is missing",
      [line("a", { dueOn: "2026-12-07", ...second })],
      ["due-second-assessor a"],
    ],
    ["name what is overdue", [line("a", { dueOn: "2026-11-28", isOverdue: true })], ["overdue a"]],
    [
      "put what is overdue and rated below target twice first",
      [
        line("a", { dueOn: "2026-11-28", isOverdue: true }),
        line("b", { dueOn: "2026-11-30", isOverdue: true, belowTarget: 2 }),
      ],
      ["overdue-below-target b", "overdue a", "category-behind Safety"],
    ],
    [
      "put the sooner one first",
      [line("a", { dueOn: "2026-12-09" }), line("b", { dueOn: "2026-12-03" })],
      ["due-soon b", "due-soon a"],
    ],
    [
      "name a category far behind its plan, where a rotation comes",
      [line("a", { dueOn: "2026-10-01" }), line("b", { dueOn: "2026-10-01" })],
      ["category-behind Safety"],
    ],
    [
      "are five at most",
      Array.from({ length: 9 }, (_, n) => line(`c${n}`, { dueOn: "2026-12-03" })),
      ["c0", "c1", "c2", "c3", "c4"].map((id) => `due-soon ${id}`),
    ],
  ])("%s", (_, lines, expected) => {
    expect(kinds(lines)).toEqual(expected);
  });

  it("say nothing of a rotation that is not there", () => {
    expect(kinds([line("a", { dueOn: "2026-10-01" }), line("b", { dueOn: "2026-10-01" })], [])).toEqual([]);
  });

  it("have a sentence, their evidence and an act of the reader", () => {
    const lines = [line("a", { dueOn: "2026-12-07", ...second })];
    expect(recommendToStudent(amina, lines, [], 5)).toEqual([
      {
        kind: "due-second-assessor",
        subject: { type: "competency", id: "a", name: "a" },
        sentence: "Due in 6 days. One assessment by a second assessor is missing.",
        evidence: { figures: { daysLeft: 6, missingAssessments: 1, missingAssessors: 1 }, ids: ["assignment_a"] },
        act: { kind: "ask-assessment", href: "/dashboard/student/competencies/assignment_a" },
      },
    ]);
    expect(recommendToStudent({ ...amina, isReader: false }, lines, [], 5)[0]?.act.kind).toBe("remind");
  });
});
