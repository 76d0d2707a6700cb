import { describe, expect, it } from "vitest";
import type { AssignmentFacts, ProgressRow } from "#src/features/progress/facts.ts";
import { decideMilestones, decideProgress, decideRecount, withActivity } from "#src/features/progress/rules.ts";
import type { Activity } from "#src/features/progress/schema.ts";

describe("a recount", () => {
  const at = new Date("2026-05-01T12:00:00Z");
  const line: AssignmentFacts["evidence"][number] = {
    evaluationId: "one",
    assessmentId: "one",
    assessmentStatus: "SUBMITTED",
    evaluatorKey: "hansen",
    observedAt: new Date("2026-04-30T08:00:00Z"),
    submittedAt: at,
    state: "SIGNED",
    isSelf: false,
    needsCountersignature: false,
    guestUnconfirmed: false,
    overallRating: 5,
    criteria: [],
  };
  const facts: AssignmentFacts = {
    assignmentId: "assignment",
    status: "NOT_STARTED",
    completionDate: null,
    dueDate: null,
    observedFrom: null,
    cycleStartsAt: null,
    competencyId: "competency",
    competencyName: "Hand hygiene",
    category: "Safety",
    templateId: "framework",
    method: "LATEST",
    times: null,
    requirement: { observations: 1, evaluators: 1, days: 1 },
    needsCountersignature: false,
    scale: { kind: "ORDINAL", min: 1, max: 5, target: 4 },
    levels: [],
    timeZone: "UTC",
    evidence: [],
  };
  const row: ProgressRow = {
    studentId: "amina",
    total: 3,
    completed: 1,
    categoryBreakdown: [
      { category: "Care", frameworkId: "framework", framework: "F", completed: 0, total: 1, percentage: 0 },
      { category: "Safety", frameworkId: "framework", framework: "F", completed: 1, total: 2, percentage: 50 },
      { category: "Safety", frameworkId: "other", framework: "O", completed: 0, total: 1, percentage: 0 },
    ],
    recentActivities: [],
    upcomingDeadlines: [
      {
        assignmentId: "assignment",
        competencyId: "competency",
        competencyName: "Hand hygiene",
        dueDate: "2026-06-01T00:00:00.000Z",
        status: "NOT_STARTED",
      },
    ],
  };
  const standing = { status: "ACHIEVED" as const, completionDate: at };

  it.each<[string, Partial<AssignmentFacts>, Parameters<typeof decideRecount>[1], object]>([
    [
      "completes with the missing evidence",
      { evidence: [line] },
      "evaluation",
      { status: "ACHIEVED", turn: "completed", progressPercentage: 100, completionDate: at },
    ],
    [
      "starts below the target",
      { evidence: [{ ...line, overallRating: 3 }] },
      "evaluation",
      { status: "IN_PROGRESS", turn: "none", progressPercentage: 66.66 },
    ],
    [
      "starts with an evaluation that waits for its countersignature",
      { evidence: [{ ...line, needsCountersignature: true }] },
      "evaluation",
      { status: "IN_PROGRESS", turn: "none", progressPercentage: 0 },
    ],
    [
      "does not start with an unconfirmed guest",
      { evidence: [{ ...line, guestUnconfirmed: true }] },
      "evaluation",
      { status: "NOT_STARTED", turn: "none", progressPercentage: 0 },
    ],
    [
      "does not start a new cycle with an unconfirmed guest",
      {
        status: "EXPIRED",
        cycleStartsAt: new Date("2026-01-01T00:00:00Z"),
        evidence: [{ ...line, guestUnconfirmed: true }],
      },
      "evaluation",
      { status: "EXPIRED", turn: "none" },
    ],
    [
      "does not start with a self-evaluation",
      { evidence: [{ ...line, isSelf: true }] },
      "evaluation",
      { status: "NOT_STARTED", turn: "none" },
    ],
    [
      "stays completed through a lower rating",
      {
        ...standing,
        evidence: [line, { ...line, assessmentId: "two", submittedAt: new Date(at.getTime() + 1), overallRating: 2 }],
      },
      "evaluation",
      { status: "ACHIEVED", turn: "none", progressPercentage: 100, completionDate: at },
    ],
    [
      "reopens when a void leaves too little",
      { ...standing, evidence: [{ ...line, state: "VOIDED" }] },
      "void",
      { status: "IN_PROGRESS", turn: "reopened", progressPercentage: 0, completionDate: null },
    ],
    [
      "stays completed when what is voided came after the completion, and a lower rating is left",
      {
        ...standing,
        evidence: [
          line,
          { ...line, assessmentId: "two", submittedAt: new Date(at.getTime() + 1), overallRating: 3 },
          { ...line, assessmentId: "three", submittedAt: new Date(at.getTime() + 2), state: "VOIDED" },
        ],
      },
      "void",
      { status: "ACHIEVED", turn: "none", completionDate: at },
    ],
    [
      "reopens when what it rests on is amended below the target, whatever came after",
      {
        ...standing,
        evidence: [
          { ...line, state: "SUPERSEDED" },
          { ...line, evaluationId: "amended", overallRating: 3 },
          { ...line, assessmentId: "two", submittedAt: new Date(at.getTime() + 1), overallRating: 2 },
        ],
      },
      "amendment",
      { status: "IN_PROGRESS", turn: "reopened", completionDate: null },
    ],
    [
      "stays expired until evidence of the new cycle",
      { status: "EXPIRED", cycleStartsAt: at, evidence: [line] },
      "evaluation",
      { status: "EXPIRED", turn: "none" },
    ],
  ])("%s", (_, over, cause, expected) => {
    expect(decideRecount({ ...facts, ...over }, cause, at)).toMatchObject(expected);
  });

  it("changes only the affected parts of the student's row", () => {
    const recount = decideRecount({ ...facts, evidence: [line] }, "evaluation", at);
    const progress = decideProgress(row, facts, recount, []);
    expect(progress).toEqual({
      ...row,
      completed: 2,
      categoryBreakdown: [
        row.categoryBreakdown[0],
        { category: "Safety", frameworkId: "framework", framework: "F", completed: 2, total: 2, percentage: 100 },
        row.categoryBreakdown[2],
      ],
      upcomingDeadlines: [{ ...row.upcomingDeadlines[0], status: "ACHIEVED" }],
    });
    expect(decideMilestones(facts, progress, "completed").map(({ kind }) => kind)).toEqual([
      "competency",
      "category",
      "framework",
    ]);
    expect(decideMilestones(facts, row, "completed").map(({ kind }) => kind)).toEqual(["competency", "framework"]);
    expect(decideMilestones(facts, row, "reopened").map(({ kind }) => kind)).toEqual([
      "competency",
      "category",
      "framework",
    ]);
    expect(decideMilestones({ ...facts, templateId: null }, row, "none")).toEqual([]);
  });

  it("keeps the ten newest activities, by the time observed", () => {
    const activity = (id: string, date: string) => ({ id, date }) as Activity;
    const kept = Array.from({ length: 10 }, (_, n) => activity(`a${9 - n}`, `2026-04-${19 - n}T00:00:00.000Z`));
    expect(withActivity(kept, activity("late", "2026-04-01T00:00:00.000Z"))).toEqual(kept);
    expect(withActivity(kept, activity("between", "2026-04-15T12:00:00.000Z")).map(({ id }) => id)).toEqual([
      "a9",
      "a8",
      "a7",
      "a6",
      "between",
      "a5",
      "a4",
      "a3",
      "a2",
      "a1",
    ]);
  });
});
