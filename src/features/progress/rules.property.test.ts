import { Decimal } from "decimal.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scoringMethod } from "#src/features/frameworks/schema.ts";
import {
  type AssignmentCause,
  allowedMethods,
  assignmentSteps,
  type CountedInput,
  nextAssignmentStatus,
  overallProgress,
  type ScaleRule,
  scoreCompetency,
} from "#src/features/progress/rules.ts";
import { assignmentStatus } from "#src/features/progress/schema.ts";
import { allowsStep } from "#src/lib/state-table.ts";

type Scoring = Parameters<typeof scoreCompetency>[0];

const runs = { numRuns: 400 };

const scales: fc.Arbitrary<ScaleRule> = fc.oneof(
  fc
    .integer({ min: 1, max: 500 })
    .map((target) => ({ kind: "NUMERIC" as const, min: 0, max: 5, target: target / 100 })),
  fc
    .integer({ min: 101, max: 1000 })
    .map((target) => ({ kind: "NUMERIC" as const, min: 1, max: 10, target: target / 100 })),
  fc
    .tuple(fc.constantFrom(4, 5, 9), fc.nat())
    .map(([max, pick]) => ({ kind: "ORDINAL" as const, min: 1, max, target: 2 + (pick % (max - 1)) })),
  fc.constant({ kind: "BINARY" as const, min: 0, max: 1, target: 1 }),
);

const criteria = fc.array(
  fc.record({
    rubricKey: fc.constantFrom("x", "y", "z"),
    weight: fc.constantFrom(0.1, 0.2, 0.5, 1, 2, 3),
    score: fc.option(fc.integer({ min: 0, max: 10 }).map((half) => half / 2)),
    maxScore: fc.constantFrom(5, 7),
    passScore: fc.option(fc.constantFrom(1, 3)),
  }),
  { maxLength: 4 },
);

function ratingOn(scale: ScaleRule): fc.Arbitrary<number> {
  return scale.kind === "NUMERIC"
    ? fc.integer({ min: scale.min * 100, max: scale.max * 100 }).map((hundredths) => hundredths / 100)
    : fc.integer({ min: scale.min, max: scale.max });
}

/** Times within a few days, so that ties and shared days are common. */
const instants = fc.integer({ min: 0, max: 40 }).map((hours) => new Date(Date.UTC(2026, 2, 1) + hours * 6 * 3_600_000));

function evaluationsOn(scale: ScaleRule): fc.Arbitrary<CountedInput[]> {
  const evaluation = fc.record({
    assessmentId: fc.constantFrom("a1", "a2", "a3", "a4", "a5"),
    evaluatorKey: fc.constantFrom("u1", "u2", "u3"),
    submittedAt: instants,
    state: fc.constantFrom("SIGNED", "SIGNED", "SIGNED", "DRAFT", "SUPERSEDED", "VOIDED"),
    isSelf: fc.constantFrom(false, false, false, true),
    assessmentStatus: fc.constantFrom("SUBMITTED", "SUBMITTED", "APPROVED", "REJECTED"),
    needsCountersignature: fc.constantFrom(false, false, true),
    guestUnconfirmed: fc.constantFrom(false, false, true),
    overallRating: fc.option(ratingOn(scale), { freq: 3 }),
    criteria,
  });
  // An assessment has one time of observation, shared by all its evaluators.
  return fc
    .tuple(fc.array(evaluation, { maxLength: 10 }), fc.tuple(instants, instants, instants, instants, instants))
    .map(([lines, times]) =>
      lines.map((line) => ({ ...line, observedAt: times[Number(line.assessmentId.slice(1)) - 1] ?? times[0] })),
    );
}

const small = fc.integer({ min: 1, max: 3 });
const scorings: fc.Arbitrary<Scoring> = scales.chain((scale) =>
  fc.record({
    scale: fc.constant(scale),
    method: fc.constantFrom(...allowedMethods(scale.kind, true)),
    times: small,
    requirement: fc.record({ observations: small, evaluators: small, days: small }),
    evaluations: evaluationsOn(scale),
    cycleStartsAt: fc.option(instants, { freq: 2 }),
    timeZone: fc.constantFrom("UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Auckland"),
  }),
);

function comparable(scoring: Scoring) {
  const score = scoreCompetency(scoring);
  return { ...score, leftOut: score.leftOut.map((line) => JSON.stringify(line)).sort() };
}

const plainMethods = scoringMethod.exclude(["MINIMUM_OF_CRITERIA", "N_TIMES"]);
const Exact = Decimal.clone({ precision: 120, rounding: Decimal.ROUND_HALF_UP });

function expectedOf(method: (typeof plainMethods.options)[number], values: Decimal[]): Decimal {
  const last = values.at(-1) ?? new Exact(0);
  const earlier = values.slice(0, -1);
  switch (method) {
    case "LATEST":
      return last;
    case "HIGHEST":
      return Exact.max(...values);
    case "AVERAGE":
      return meanOf(values);
    case "WEIGHTED_AVERAGE":
      return earlier.length === 0 ? last : last.times("0.65").plus(meanOf(earlier).times("0.35"));
    case "DECAYING_AVERAGE":
      return values.reduce((average, value) => average.times("0.35").plus(value.times("0.65")));
  }
}

function meanOf(values: Decimal[]): Decimal {
  return values.reduce((total, value) => total.plus(value), new Exact(0)).div(values.length);
}

describe("any score", () => {
  it("does not depend on the order of the evidence", () => {
    const shuffled = scorings.chain((scoring) =>
      fc
        .shuffledSubarray([...scoring.evaluations], { minLength: scoring.evaluations.length })
        .map((evaluations) => ({ scoring, other: { ...scoring, evaluations } })),
    );
    fc.assert(
      fc.property(shuffled, ({ scoring, other }) => {
        expect(comparable(other)).toEqual(comparable(scoring));
      }),
      runs,
    );
  });

  it("is on the scale, or null", () => {
    fc.assert(
      fc.property(scorings, (scoring) => {
        const { result, used } = scoreCompetency(scoring);
        for (const value of result === null ? [] : [result]) {
          expect(value).toBeGreaterThanOrEqual(scoring.scale.min);
          expect(value).toBeLessThanOrEqual(scoring.scale.max);
          expect(Number(value.toFixed(6))).toBe(value);
        }
        if (used.length === 0) expect(result).toBeNull();
      }),
      runs,
    );
  });

  it("is progress from 0 to 99, and 100 exactly when achieved", () => {
    fc.assert(
      fc.property(scorings, (scoring) => {
        const { achieved, progress } = scoreCompetency(scoring);
        expect(progress).toBeGreaterThanOrEqual(0);
        if (achieved) expect(progress).toBe(100);
        else expect(progress).toBeLessThanOrEqual(99);
        expect(Number(progress.toFixed(2))).toBe(progress);
      }),
      runs,
    );
  });

  it("is achieved exactly when the target and every requirement are met", () => {
    fc.assert(
      fc.property(scorings, (scoring) => {
        const { achieved, result, observations, evaluators, days } = scoreCompetency(scoring);
        const isReached = result !== null && result >= scoring.scale.target;
        const { requirement } = scoring;
        const isSampled =
          observations >= requirement.observations && evaluators >= requirement.evaluators && days >= requirement.days;
        expect(achieved).toBe(isReached && isSampled);
      }),
      runs,
    );
  });

  it("either uses or leaves out every evaluation", () => {
    fc.assert(
      fc.property(scorings, (scoring) => {
        const { used, leftOut, observations } = scoreCompetency(scoring);
        expect(used).toHaveLength(observations);
        const named = new Set([...used, ...leftOut].map(({ assessmentId }) => assessmentId));
        expect(named).toEqual(new Set(scoring.evaluations.map(({ assessmentId }) => assessmentId)));
        expect(leftOut.length + observations).toBeLessThanOrEqual(scoring.evaluations.length);
      }),
      runs,
    );
  });

  it("is not changed by drafts, self-evaluations and superseded, voided or rejected evaluations", () => {
    const ignored = fc.constantFrom<Partial<CountedInput>>(
      { state: "DRAFT" },
      { isSelf: true },
      { state: "SUPERSEDED" },
      { state: "VOIDED" },
      { assessmentStatus: "REJECTED" },
      { guestUnconfirmed: true },
    );
    const withMore = scorings.chain((scoring) =>
      fc.tuple(fc.constant(scoring), evaluationsOn(scoring.scale), ignored).map(([base, more, mark]) => ({
        base,
        more: { ...base, evaluations: [...base.evaluations, ...more.map((line) => ({ ...line, ...mark }))] },
      })),
    );
    fc.assert(
      fc.property(withMore, ({ base, more }) => {
        const { leftOut: _before, ...before } = scoreCompetency(base);
        const { leftOut: _after, ...after } = scoreCompetency(more);
        expect(after).toEqual(before);
      }),
      runs,
    );
  });

  it("does not fall under HIGHEST or N_TIMES progress when evidence is added", () => {
    const growing = scorings.chain((scoring) =>
      fc.tuple(fc.constant(scoring), ratingOn(scoring.scale), instants, fc.constantFrom("HIGHEST", "N_TIMES")),
    );
    fc.assert(
      fc.property(growing, ([scoring, overallRating, at, method]) => {
        const added: CountedInput = {
          assessmentId: "new",
          evaluatorKey: "u9",
          observedAt: at,
          submittedAt: at,
          state: "SIGNED",
          isSelf: false,
          assessmentStatus: "SUBMITTED",
          overallRating,
          criteria: [],
        };
        const before = scoreCompetency({ ...scoring, method });
        const after = scoreCompetency({ ...scoring, method, evaluations: [...scoring.evaluations, added] });
        expect(after.progress).toBeGreaterThanOrEqual(before.progress);
        expect(after.observations).toBeGreaterThanOrEqual(before.observations);
        if (before.achieved) expect(after.achieved).toBe(true);
        if (method === "HIGHEST") expect(after.result ?? 0).toBeGreaterThanOrEqual(before.result ?? 0);
      }),
      runs,
    );
  });

  it("does not fall when every rating rises", () => {
    const pairs = scorings.map((scoring) => {
      const { min, max } = scoring.scale;
      const rated = scoring.evaluations.map((line) => ({ ...line, overallRating: line.overallRating ?? min }));
      const raised = rated.map((line) => ({ ...line, overallRating: Math.min(max, line.overallRating + 1) }));
      return { before: { ...scoring, evaluations: rated }, after: { ...scoring, evaluations: raised } };
    });
    fc.assert(
      fc.property(pairs, ({ before, after }) => {
        // More values at the target can lower their mean, so N_TIMES is compared by progress alone.
        if (before.method !== "N_TIMES") {
          expect(scoreCompetency(after).result ?? 0).toBeGreaterThanOrEqual(scoreCompetency(before).result ?? 0);
        }
        expect(scoreCompetency(after).progress).toBeGreaterThanOrEqual(scoreCompetency(before).progress);
      }),
      runs,
    );
  });

  it("equals the formulas computed in decimals, for plain ratings", () => {
    const ratings = fc.array(
      fc.integer({ min: 0, max: 500 }).map((hundredths) => hundredths / 100),
      { minLength: 1, maxLength: 12 },
    );
    const methods = fc.constantFrom(...plainMethods.options);
    fc.assert(
      fc.property(ratings, methods, (given, method) => {
        const values = given.map((rating) => new Exact(rating));
        const found = scoreCompetency({
          scale: { kind: "NUMERIC", min: 0, max: 5, target: 3.5 },
          method,
          requirement: { observations: 1, evaluators: 1, days: 1 },
          timeZone: "UTC",
          evaluations: given.map((overallRating, index) => ({
            assessmentId: `a${index}`,
            evaluatorKey: "u1",
            observedAt: new Date(Date.UTC(2026, 0, 1 + index)),
            submittedAt: new Date(Date.UTC(2026, 6, 1)),
            state: "SIGNED",
            isSelf: false,
            assessmentStatus: "SUBMITTED",
            overallRating,
            criteria: [],
          })),
        });
        expect(found.result).toBe(expectedOf(method, values).toDecimalPlaces(6).toNumber());
      }),
      { numRuns: 3000 },
    );
  });
});

describe("overall progress", () => {
  it("is one decimal from 0 to 100, and 100 exactly when complete", () => {
    fc.assert(
      fc.property(fc.nat({ max: 100_000 }), fc.integer({ min: 1, max: 100_000 }), (a, b) => {
        const [completed, total] = [Math.min(a, b), Math.max(a, b)];
        const exact = new Decimal(completed).times(100).div(total).toDecimalPlaces(1, Decimal.ROUND_HALF_UP).toNumber();
        expect(overallProgress(completed, total)).toBe(completed === total ? 100 : Math.min(99.9, exact));
      }),
      runs,
    );
  });

  it("does not fall with one more completed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(), (total, pick) => {
        const completed = pick % total;
        expect(overallProgress(completed + 1, total) ?? 0).toBeGreaterThanOrEqual(
          overallProgress(completed, total) ?? 0,
        );
      }),
      runs,
    );
  });
});

describe("the status of an assignment", () => {
  const causes = {
    evaluation: "evidence",
    submission: "evidence",
    void: "correction",
    amendment: "correction",
    migration: "correction",
  } as const;
  const changes = fc.record({
    current: fc.constantFrom(...assignmentStatus.options),
    achieved: fc.boolean(),
    hasSignedEvidence: fc.boolean(),
    cause: fc.constantFrom("evaluation", "submission", "void", "amendment", "migration"),
  });

  it("stays or takes a step of the state table", () => {
    fc.assert(
      fc.property(changes, (change) => {
        const next = nextAssignmentStatus(change);
        const cause: AssignmentCause = causes[change.cause];
        expect(next === change.current || allowsStep(assignmentSteps, change.current, next, cause)).toBe(true);
      }),
      runs,
    );
  });

  it("settles: the same cause again changes nothing", () => {
    fc.assert(
      fc.property(changes, (change) => {
        const next = nextAssignmentStatus(change);
        expect(nextAssignmentStatus({ ...change, current: next })).toBe(next);
      }),
      runs,
    );
  });

  it("is not revoked by an evaluation", () => {
    fc.assert(
      fc.property(changes, (change) => {
        if (change.current !== "ACHIEVED" && change.current !== "APPROVED") return;
        expect(nextAssignmentStatus({ ...change, cause: "evaluation" })).toBe(change.current);
      }),
      runs,
    );
  });
});
