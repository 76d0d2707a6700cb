import { describe, expect, it } from "vitest";
import type { AssignmentFacts } from "#src/features/progress/facts.ts";
import { answerUntil, assessorsMissing, countedBy, happenedFault, rankAskable } from "#src/features/requests/rules.ts";
import type { Askable } from "#src/features/requests/schema.ts";
import { defaultRequestRules } from "#src/features/requests/values.ts";
import { dayIn, dayWords } from "#src/lib/day.ts";

describe("the time to answer", () => {
  it.each([
    ["Europe/London", "2026-11-26T14:20:00Z", "2026-12-10T23:59:59.000Z"],
    // There it is the 27th already.
    ["Pacific/Auckland", "2026-11-26T14:20:00Z", "2026-12-11T10:59:59.000Z"],
    ["America/New_York", "2026-11-26T03:00:00Z", "2026-12-10T04:59:59.000Z"],
    // The clocks change in between.
    ["Europe/London", "2026-03-20T10:00:00Z", "2026-04-03T22:59:59.000Z"],
  ])("ends with the 14th day after in %s", (timeZone, at, until) => {
    expect(answerUntil(new Date(at), defaultRequestRules, timeZone).toISOString()).toBe(until);
  });

  it("is said as a day of the school", () => {
    expect(dayWords(dayIn(new Date("2026-12-11T10:59:59Z"), "Pacific/Auckland"))).toBe("11 December 2026");
  });
});

describe("when it happened", () => {
  const at = new Date("2026-11-26T14:20:00Z");
  const limits = {
    rules: defaultRequestRules,
    timeZone: "Europe/London",
    from: null,
    placementFrom: "2026-11-01",
  };
  const fault = (observedAt: string, more: Partial<Omit<typeof limits, "from">> & { from?: Date } = {}) =>
    happenedFault(new Date(observedAt), at, { ...limits, ...more });

  it("may be the last 7 days and the rest of today", () => {
    for (const day of ["2026-11-19T00:00:00Z", "2026-11-26T14:20:00Z", "2026-11-26T23:59:59Z"]) {
      expect(fault(day)).toBeNull();
    }
  });

  it("may not be earlier or tomorrow", () => {
    expect(fault("2026-11-18T23:59:59Z")).toBe("must be at most 7 days ago");
    expect(fault("2026-11-27T00:00:00Z")).toBe("must be today or earlier");
  });

  it("goes by the school's day", () => {
    expect(fault("2026-11-26T23:30:00Z", { timeZone: "Pacific/Auckland" })).toBeNull();
    expect(fault("2026-11-27T04:30:00Z", { timeZone: "America/New_York" })).toBeNull();
    expect(fault("2026-11-27T05:30:00Z", { timeZone: "America/New_York" })).toBe("must be today or earlier");
  });

  it("follows the school's rule", () => {
    const rules = { ...defaultRequestRules, daysBack: 0 };
    expect(fault("2026-11-26T08:00:00Z", { rules })).toBeNull();
    expect(fault("2026-11-25T23:00:00Z", { rules })).toBe("must be today");
  });

  it("lies within the placement and the assignment", () => {
    expect(fault("2026-11-20T12:00:00Z", { placementFrom: "2026-11-21" })).toBe(
      "must not be before the placement began",
    );
    expect(fault("2026-11-20T12:00:00Z", { from: new Date("2026-11-21T00:00:00Z") })).toBe(
      "must not be before the competency was assigned",
    );
  });
});

describe("whom to ask first", () => {
  const person = (name: string, more: Partial<Askable> = {}): Askable => ({
    id: name,
    name,
    rotation: "Ward",
    waiting: 0,
    assessed: 0,
    closesGap: false,
    open: null,
    ...more,
  });

  it("is who would close a gap, then who has the fewest requests, then by name", () => {
    const ranked = rankAskable([
      person("busy", { waiting: 9, closesGap: true }),
      person("known", { assessed: 2 }),
      person("zoe", { waiting: 2, closesGap: true }),
      person("adam", { waiting: 2, closesGap: true }),
      person("asked", { closesGap: true, open: { status: "REQUESTED", askedAt: "2026-11-26T14:20:00.000Z" } }),
    ]);
    expect(ranked.map(({ name }) => name)).toEqual(["adam", "zoe", "busy", "known", "asked"]);
  });

  const line = (evaluatorKey: string, more: Partial<AssignmentFacts["evidence"][number]> = {}) => ({
    evaluationId: `e_${evaluatorKey}`,
    assessmentId: `a_${evaluatorKey}_${JSON.stringify(more)}`,
    assessmentStatus: "SUBMITTED" as const,
    evaluatorKey,
    observedAt: new Date("2026-11-01T10:00:00Z"),
    submittedAt: new Date("2026-11-01T11:00:00Z"),
    state: "SIGNED" as const,
    isSelf: false,
    needsCountersignature: false,
    guestUnconfirmed: false,
    overallRating: 3,
    criteria: [],
    ...more,
  });
  const facts = (evidence: AssignmentFacts["evidence"], more: Partial<AssignmentFacts> = {}): AssignmentFacts => ({
    assignmentId: "a",
    status: "IN_PROGRESS",
    completionDate: null,
    dueDate: null,
    observedFrom: null,
    cycleStartsAt: null,
    competencyId: "c",
    competencyName: "C",
    category: "Care",
    templateId: null,
    method: "LATEST",
    times: null,
    requirement: { observations: 2, evaluators: 2, days: 1 },
    needsCountersignature: false,
    scale: { kind: "ORDINAL", min: 1, max: 5, target: 4 },
    levels: [],
    timeZone: "UTC",
    evidence,
    ...more,
  });

  it("counts the assessors that are missing, by what counts", () => {
    expect(assessorsMissing(facts([]))).toBe(2);
    expect(assessorsMissing(facts([line("hansen")]))).toBe(1);
    expect(assessorsMissing(facts([line("hansen"), line("said", { state: "VOIDED" })]))).toBe(1);
    expect(assessorsMissing(facts([line("hansen"), line("said")]))).toBe(0);
    expect(assessorsMissing(facts([line("hansen")], { status: "ACHIEVED" }))).toBe(0);
  });

  it("counts what counts by one person", () => {
    const evidence = [
      line("hansen"),
      line("hansen", { overallRating: 4 }),
      line("hansen", { state: "SUPERSEDED" }),
      line("hansen", { isSelf: true }),
      line("said"),
    ];
    expect([countedBy(facts(evidence), "hansen"), countedBy(facts(evidence), "li")]).toEqual([2, 0]);
  });
});
