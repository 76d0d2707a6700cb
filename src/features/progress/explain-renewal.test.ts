import { describe, expect, it } from "vitest";
import { namedRenewalOf, renewalAnswerOf, renewalPhraseOf } from "#src/features/progress/explain-renewal.ts";
import type { AssignmentFacts } from "#src/features/progress/facts.ts";

const completed = new Date("2025-03-01T09:00:00Z");
const validUntil = new Date("2026-03-01T23:59:59Z");
const soon = new Date("2026-01-20T12:00:00Z");

const line = (
  id: string,
  evaluator: string,
  observedAt: string,
  overallRating = 4,
  state: "SIGNED" | "VOIDED" = "SIGNED",
) => ({
  evaluationId: id,
  assessmentId: id,
  assessmentStatus: "SUBMITTED" as const,
  evaluatorKey: evaluator,
  evaluator,
  observedAt: new Date(observedAt),
  submittedAt: new Date(observedAt),
  state,
  isSelf: false,
  needsCountersignature: false,
  guestUnconfirmed: false,
  overallRating,
  method: "DIRECT_OBSERVATION",
  criteria: [],
});

const before = [line("first", "Maya", "2025-02-28T08:00:00Z"), line("second", "Tomás", "2025-03-01T08:00:00Z", 5)];
const facts = {
  assignmentId: "assignment",
  status: "ACHIEVED",
  completionDate: completed,
  dueDate: null,
  observedFrom: null,
  cycleStartsAt: null,
  renewal: { ways: ["REASSESSMENT"], validUntil, renewedValidUntil: null, previous: null },
  competencyId: "bls",
  competencyName: "Basic Life Support",
  category: "Safety",
  templateId: null,
  method: "LATEST",
  times: null,
  requirement: { observations: 2, evaluators: 2, days: 1 },
  needsCountersignature: false,
  scale: { kind: "ORDINAL", min: 1, max: 5, target: 4 },
  levels: [{ value: 5, label: "Not needed", description: "" }],
  timeZone: "Europe/London",
  evidence: before,
} satisfies AssignmentFacts & { evidence: unknown };

describe("a renewal that may be made now", () => {
  const half = { ...facts, evidence: [...before, line("new", "Maya", "2026-01-19T08:00:00Z")] };

  it("is what is missing since the completion, with those who count for it", () => {
    expect(namedRenewalOf(half, soon)).toMatchObject({
      expiresOn: "2026-03-01",
      assessors: ["Maya"],
      assessmentIds: ["new"],
      missing: { assessments: 1, evaluators: 1, isFirst: false },
    });
    expect(renewalPhraseOf(half, soon)).toBe("1 more assessment renews it");
    expect(renewalPhraseOf(facts, soon)).toBe("2 assessments renew it");
    expect(renewalAnswerOf(half, [], soon)).toMatchObject({
      isOpen: true,
      counted: 1,
      opensOn: "2025-12-31",
      way: null,
    });
  });

  it("is none before it opens, without a validity, and of what is no longer assigned", () => {
    expect(namedRenewalOf(facts, new Date("2025-12-01T00:00:00Z"))).toBeNull();
    expect(namedRenewalOf({ ...facts, renewal: null }, soon)).toBeNull();
    expect(namedRenewalOf({ ...facts, status: "WITHDRAWN" as const }, soon)).toBeNull();
    expect(renewalAnswerOf({ ...facts, renewal: null }, [], soon)).toBeNull();
  });
});

describe("the completions before", () => {
  const kept = {
    number: 1,
    startsAt: null,
    completedAt: completed,
    validUntil,
    renewedValidUntil: null,
    ended: "RENEWED" as const,
    endedAt: soon,
    way: null,
    result: 5,
  };
  const renewed = {
    ...facts,
    completionDate: soon,
    cycleStartsAt: completed,
    renewal: { ways: ["ASSESSMENT" as const], validUntil: null, renewedValidUntil: validUntil, previous: null },
    evidence: [...before, line("new", "Maya", "2026-01-19T08:00:00Z")],
  };

  it("have what they rested on, and nothing that was observed later", () => {
    expect(renewalAnswerOf(renewed, [kept], soon)).toMatchObject({
      way: "Renewed by a new assessment",
      cycles: [
        {
          ...{
            number: 1,
            completedOn: "2025-03-01",
            validUntilOn: "2026-03-01",
            ended: "RENEWED",
            endedOn: "2026-01-20",
          },
          ...{ way: null, result: 5, resultLabel: "Not needed", isHeld: true },
          used: [
            { assessmentId: "second", value: 5, valueLabel: "Not needed", evaluators: ["Tomás"] },
            { assessmentId: "first", value: 4, evaluators: ["Maya"] },
          ],
        },
      ],
    });
  });

  it("say when what counts of it today would not be enough", () => {
    const evidence = [
      line("first", "Maya", "2025-02-28T08:00:00Z", 4, "VOIDED"),
      ...renewed.evidence.filter(({ assessmentId }) => assessmentId !== "first"),
    ];
    const [cycle] = renewalAnswerOf({ ...renewed, evidence }, [kept], soon)?.cycles ?? [];
    expect(cycle).toMatchObject({ isHeld: false, result: 5, used: [{ assessmentId: "second" }] });
  });
});
