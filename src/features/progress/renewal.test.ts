import { describe, expect, it } from "vitest";
import type { AssignmentFacts, RenewalFacts } from "#src/features/progress/facts.ts";
import { decideExpiry, decideMilestones, decideProgress, decideRecount } from "#src/features/progress/rules.ts";

/** Completed on 1 March 2025 for twelve months, so it expires soon from 1 January 2026 on. */
const completed = new Date("2025-03-01T09:00:00Z");
const validUntil = new Date("2026-03-01T23:59:59Z");
const opens = new Date("2025-12-31T23:59:59Z");
const soon = new Date("2026-01-20T12:00:00Z");
const later = new Date("2026-03-02T00:10:00Z");

const line = (
  id: string,
  observedAt: string,
  rating: number,
  more: Partial<AssignmentFacts["evidence"][number]> = {},
) => ({
  evaluationId: id,
  assessmentId: id,
  assessmentStatus: "SUBMITTED" as const,
  evaluatorKey: "hansen",
  observedAt: new Date(observedAt),
  submittedAt: new Date(observedAt),
  state: "SIGNED" as const,
  isSelf: false,
  needsCountersignature: false,
  guestUnconfirmed: false,
  overallRating: rating,
  method: "DIRECT_OBSERVATION",
  criteria: [],
  ...more,
});
const first = line("first", "2025-03-01T08:00:00Z", 5);

const renewal: RenewalFacts = { ways: ["ASSESSMENT"], validUntil, renewedValidUntil: null, previous: null };
const facts: AssignmentFacts = {
  assignmentId: "assignment",
  status: "ACHIEVED",
  completionDate: completed,
  dueDate: null,
  observedFrom: null,
  cycleStartsAt: null,
  renewal,
  competencyId: "bls",
  competencyName: "Basic Life Support",
  category: "Safety",
  templateId: "framework",
  method: "LATEST",
  times: null,
  requirement: { observations: 2, evaluators: 1, days: 2 },
  needsCountersignature: false,
  scale: { kind: "ORDINAL", min: 1, max: 5, target: 4 },
  levels: [],
  timeZone: "UTC",
  evidence: [first, line("second", "2025-02-20T08:00:00Z", 4)],
};
const row = {
  studentId: "amina",
  total: 1,
  completed: 1,
  categoryBreakdown: [
    { category: "Safety", frameworkId: "framework", framework: "F", completed: 1, total: 1, percentage: 100 },
  ],
  recentActivities: [],
  upcomingDeadlines: [],
};

describe("a completion that expires soon", () => {
  const renewWith = (
    evidence: AssignmentFacts["evidence"],
    ways: RenewalFacts["ways"] = ["ASSESSMENT"],
    over: Partial<AssignmentFacts> = {},
  ) =>
    decideRecount(
      { ...facts, renewal: { ...renewal, ways }, evidence: [...facts.evidence, ...evidence], ...over },
      "evaluation",
      soon,
    );
  const renewed = { status: "ACHIEVED", turn: "renewed", completionDate: soon, cycleStartsAt: completed };
  const stays = { status: "ACHIEVED", turn: "none", completionDate: completed, cycleStartsAt: null, cycle: null };

  it("is renewed by one new assessment at the target, and its cycle becomes history", () => {
    const recount = renewWith([line("new", "2026-01-20T08:00:00Z", 4)]);
    expect(recount).toMatchObject({
      ...renewed,
      progressPercentage: 100,
      score: { observations: 1, result: 4 },
      cycle: {
        change: "closed",
        number: 1,
        startsAt: null,
        completedAt: completed,
        validUntil,
        ended: "RENEWED",
        endedAt: soon,
        way: null,
        result: 5,
      },
    });
    // It stays counted, once, and nothing is announced again.
    expect(decideProgress(row, facts, recount, [])).toMatchObject({ completed: 1 });
    expect(decideMilestones(facts, row, recount.turn)).toEqual([]);
  });

  it.each<[string, Parameters<typeof renewWith>, object]>([
    ["not by one below the target", [[line("new", "2026-01-20T08:00:00Z", 3)]], stays],
    ["not by one observed before the completion", [[line("new", "2025-02-28T08:00:00Z", 5)]], stays],
    ["not by one observed before the renewal opened", [[line("new", "2025-12-31T23:59:58Z", 5)]], stays],
    ["by one observed as it opened", [[line("new", opens.toISOString(), 4)]], renewed],
    [
      "not by one that waits for its countersignature",
      [[line("new", "2026-01-20T08:00:00Z", 5, { needsCountersignature: true })]],
      stays,
    ],
    ["not by what was handed in", [[line("new", "2026-01-20T08:00:00Z", 5, { method: "PORTFOLIO" })]], stays],
    [
      "by what was handed in, where that is accepted",
      [[line("new", "2026-01-20T08:00:00Z", 5, { method: "PORTFOLIO" })], ["ASSESSMENT", "EVIDENCE"]],
      renewed,
    ],
    [
      "not by an observation, where only what was handed in is accepted",
      [[line("new", "2026-01-20T08:00:00Z", 5)], ["EVIDENCE"]],
      stays,
    ],
    [
      "not by a part of what it asks for, where all is asked anew",
      [[line("new", "2026-01-20T08:00:00Z", 5)], ["REASSESSMENT"]],
      stays,
    ],
    [
      "by all that it asks for anew, of which one is new",
      [[line("between", "2025-09-01T08:00:00Z", 4), line("new", "2026-01-20T08:00:00Z", 5)], ["REASSESSMENT"]],
      renewed,
    ],
    [
      "not by all that it asks for, of which none is new",
      [[line("between", "2025-09-01T08:00:00Z", 4), line("other", "2025-10-01T08:00:00Z", 5)], ["REASSESSMENT"]],
      stays,
    ],
    [
      "and stays approved",
      [[line("new", "2026-01-20T08:00:00Z", 4)], ["ASSESSMENT"], { status: "APPROVED" }],
      { ...renewed, status: "APPROVED" },
    ],
  ])("is renewed %s", (_, given, expected) => {
    expect(renewWith(...given)).toMatchObject(expected);
  });

  it("is not renewed before that", () => {
    const evidence = [...facts.evidence, line("new", "2025-12-20T08:00:00Z", 5)];
    expect(decideRecount({ ...facts, evidence }, "evaluation", new Date("2025-12-20T09:00:00Z"))).toMatchObject(stays);
  });

  it("is renewed when an amendment brings the new assessment to the target", () => {
    const evidence = [...facts.evidence, line("new", "2026-01-19T08:00:00Z", 4)];
    expect(decideRecount({ ...facts, evidence }, "amendment", soon)).toMatchObject(renewed);
  });
});

describe("a validity that has passed", () => {
  it("lets the completion expire and opens a cycle for what is observed after it", () => {
    const evidence = [...facts.evidence, line("between", "2025-09-01T08:00:00Z", 4)];
    const recount = decideExpiry({ ...facts, evidence }, later);
    expect(recount).toMatchObject({
      status: "EXPIRED",
      turn: "expired",
      completionDate: completed,
      cycleStartsAt: completed,
      progressPercentage: 50,
      score: { observations: 1 },
      cycle: { change: "closed", number: 1, ended: "EXPIRED", endedAt: validUntil, completedAt: completed },
    });
    if (!recount) return;
    const progress = decideProgress(row, facts, recount, []);
    expect(progress).toMatchObject({ completed: 0, categoryBreakdown: [{ completed: 0, percentage: 0 }] });
    expect(decideMilestones(facts, progress, "expired").map(({ kind }) => kind)).toEqual([
      "competency",
      "category",
      "framework",
    ]);
  });

  it("is never shown as all that is needed, also if what came after would be enough", () => {
    const evidence = [line("a", "2025-09-01T08:00:00Z", 5), line("b", "2025-09-02T08:00:00Z", 5)];
    expect(decideExpiry({ ...facts, evidence }, later)).toMatchObject({ status: "EXPIRED", progressPercentage: 99 });
  });

  it.each<[string, Partial<AssignmentFacts>, Date]>([
    ["before the end of its day", {}, validUntil],
    ["without a validity", { renewal: null }, later],
    ["while it is not completed", { status: "IN_PROGRESS" }, later],
    ["once it has expired", { status: "EXPIRED" }, later],
  ])("does nothing %s", (_, over, at) => {
    expect(decideExpiry({ ...facts, ...over }, at)).toBeUndefined();
  });
});

describe("a cycle after the completion expired", () => {
  const expired: AssignmentFacts = {
    ...facts,
    status: "EXPIRED",
    cycleStartsAt: completed,
    renewal: {
      ways: ["REASSESSMENT"],
      validUntil,
      renewedValidUntil: validUntil,
      previous: {
        number: 1,
        startsAt: null,
        completedAt: completed,
        validUntil,
        renewedValidUntil: null,
        ended: "EXPIRED",
      },
    },
  };
  const fresh = line("new", "2026-03-10T08:00:00Z", 5);
  const at = new Date("2026-03-10T09:00:00Z");

  it("begins with new evidence, and has no completion yet", () => {
    expect(decideRecount({ ...expired, evidence: [...facts.evidence, fresh] }, "evaluation", at)).toMatchObject({
      status: "IN_PROGRESS",
      turn: "none",
      completionDate: null,
      cycleStartsAt: completed,
      progressPercentage: 50,
    });
  });

  it("does not begin with what was observed before the renewal opened", () => {
    const old = line("old", "2025-10-10T08:00:00Z", 5);
    expect(decideRecount({ ...expired, evidence: [...facts.evidence, old] }, "evaluation", at)).toMatchObject({
      status: "EXPIRED",
    });
  });

  it("is completed by all that is asked for, at once where that is enough", () => {
    const second = line("other", "2026-03-09T08:00:00Z", 4);
    expect(decideRecount({ ...expired, evidence: [...facts.evidence, second, fresh] }, "evaluation", at)).toMatchObject(
      { status: "ACHIEVED", turn: "completed", completionDate: at, cycleStartsAt: completed, cycle: null },
    );
  });
});

describe("a renewal that is corrected away", () => {
  const renewedAt = new Date("2026-01-20T12:00:00Z");
  const previous = {
    number: 1,
    startsAt: null,
    completedAt: completed,
    validUntil,
    renewedValidUntil: null,
    ended: "RENEWED" as const,
  };
  const renewed: AssignmentFacts = {
    ...facts,
    completionDate: renewedAt,
    cycleStartsAt: completed,
    renewal: {
      ways: ["ASSESSMENT"],
      validUntil: new Date("2027-01-20T23:59:59Z"),
      renewedValidUntil: validUntil,
      previous,
    },
    evidence: [...facts.evidence, line("new", "2026-01-20T08:00:00Z", 5, { state: "VOIDED" })],
  };

  it("leaves the completion that it renewed, while that is valid", () => {
    expect(decideRecount(renewed, "void", new Date("2026-02-01T00:00:00Z"))).toMatchObject({
      status: "ACHIEVED",
      turn: "none",
      completionDate: completed,
      cycleStartsAt: null,
      score: { observations: 2 },
      cycle: { change: "reopened", number: 1 },
    });
  });

  it.each<[string, AssignmentFacts, Date]>([
    ["once that has passed", renewed, later],
    [
      "where that had expired before",
      { ...renewed, renewal: renewed.renewal && { ...renewed.renewal, previous: { ...previous, ended: "EXPIRED" } } },
      soon,
    ],
    ["where that does not hold either", { ...renewed, evidence: renewed.evidence.slice(1) }, soon],
  ])("reopens it %s", (_, given, at) => {
    expect(decideRecount(given, "void", at)).toMatchObject({
      status: "IN_PROGRESS",
      turn: "reopened",
      completionDate: null,
      cycleStartsAt: completed,
      cycle: null,
    });
  });
});
