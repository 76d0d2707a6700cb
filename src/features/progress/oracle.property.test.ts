import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scoringMethod } from "#src/features/frameworks/schema.ts";
import { type CountedInput, type ScaleRule, scoreCompetency } from "#src/features/progress/rules.ts";
import { oracleScore } from "../../../tests/support/scoring-oracle.ts";

/**
 * Random histories of one student in one competency, act by act, scored by the rules and by the oracle: submissions,
 * several evaluators, self-evaluations, guests and their confirmation, amendments, voids and countersignatures.
 */
type Judgement = Pick<CountedInput, "overallRating" | "criteria">;
type Act =
  | { kind: "submit"; by: string; at: number; submitted: number; self: boolean; judgement: Judgement }
  | { kind: "join"; which: number; by: string; guest: boolean; submitted: number; judgement: Judgement }
  | { kind: "amend"; which: number; judgement: Judgement }
  | { kind: "void" | "approve" | "reject" | "confirm" | "draft"; which: number };

const scales: fc.Arbitrary<ScaleRule> = fc.oneof(
  fc
    .integer({ min: 1, max: 500 })
    .map((target) => ({ kind: "NUMERIC" as const, min: 0, max: 5, target: target / 100 })),
  fc
    .integer({ min: 101, max: 1000 })
    .map((target) => ({ kind: "NUMERIC" as const, min: 1, max: 10, target: target / 100 })),
  fc.tuple(fc.constantFrom(4, 5, 9), fc.nat()).map(([max, pick]) => ({
    kind: "ORDINAL" as const,
    min: 1,
    max,
    target: 2 + (pick % (max - 1)),
  })),
  fc.constant({ kind: "BINARY" as const, min: 0, max: 1, target: 1 }),
);

const rubric = [
  { rubricKey: "x", weight: 0.1, maxScore: 7, passScore: null },
  { rubricKey: "y", weight: 3, maxScore: 5, passScore: 1.5 },
  { rubricKey: "z", weight: 1.75, maxScore: 3, passScore: 1 },
];

function judgementsOn({ kind, min, max }: ScaleRule): fc.Arbitrary<Judgement> {
  const overallRating = fc.option(
    kind === "NUMERIC"
      ? fc.integer({ min: min * 100, max: max * 100 }).map((hundredths) => hundredths / 100)
      : fc.integer({ min, max }),
    { freq: 2 },
  );
  const scores = fc.tuple(...rubric.map(({ maxScore }) => fc.option(fc.integer({ min: 0, max: maxScore * 4 }))));
  return fc.record({
    overallRating,
    criteria: fc.oneof(
      fc.constant([]),
      scores.map((given) =>
        rubric.map((criterion, n) => ({ ...criterion, score: typeof given[n] === "number" ? given[n] / 4 : null })),
      ),
    ),
  });
}

/** Times within a few days, so that ties and shared days are common. */
const hours = fc.integer({ min: 0, max: 40 });
const instant = (at: number) => new Date(Date.UTC(2026, 2, 27) + at * 3 * 3_600_000);
const who = fc.constantFrom("hansen", "said", "rivera");
const which = fc.nat({ max: 6 });

function historiesOn(scale: ScaleRule): fc.Arbitrary<CountedInput[]> {
  const judgement = judgementsOn(scale);
  const act: fc.Arbitrary<Act> = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant("submit" as const),
        by: who,
        at: hours,
        submitted: hours,
        self: fc.constantFrom(false, false, false, true),
        judgement,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("join" as const),
        which,
        by: who,
        guest: fc.boolean(),
        submitted: hours,
        judgement,
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("amend" as const), which, judgement }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom("void", "approve", "approve", "reject", "confirm", "draft"),
        which,
      }),
    },
  );
  return fc
    .tuple(fc.array(act, { maxLength: 18 }), fc.boolean())
    .map(([acts, needsCountersignature]) => happened(acts, needsCountersignature));
}

/** What is in force after all acts, with everything that was replaced. */
function happened(acts: readonly Act[], needsCountersignature: boolean): CountedInput[] {
  let lines: CountedInput[] = [];
  let submitted = 0;
  const assessment = (n: number) => `a${n % Math.max(1, submitted)}`;
  const moveAll = (id: string, change: Partial<CountedInput>) => {
    lines = lines.map((line) => (line.assessmentId === id ? { ...line, ...change } : line));
  };
  for (const act of acts) {
    if (act.kind === "submit") {
      lines.push({
        assessmentId: `a${submitted}`,
        evaluatorKey: act.self ? "amina" : act.by,
        observedAt: instant(act.at),
        submittedAt: instant(act.submitted),
        state: "SIGNED",
        isSelf: act.self,
        assessmentStatus: "SUBMITTED",
        needsCountersignature,
        guestUnconfirmed: false,
        ...act.judgement,
      });
      submitted += 1;
      continue;
    }
    const id = assessment(act.which);
    const own = lines.filter((line) => line.assessmentId === id && line.state === "SIGNED");
    const [first] = own;
    if (!first) continue;
    if (act.kind === "join") {
      const evaluatorKey = act.guest ? `guest ${act.by}` : act.by;
      if (own.some((line) => line.evaluatorKey === evaluatorKey)) continue;
      lines.push({
        ...first,
        evaluatorKey,
        submittedAt: instant(act.submitted),
        isSelf: false,
        guestUnconfirmed: act.guest,
        ...act.judgement,
      });
    } else if (act.kind === "amend") {
      lines = lines.map((line) => (line === first ? { ...line, state: "SUPERSEDED" as const } : line));
      lines.push({ ...first, ...act.judgement });
      moveAll(id, { assessmentStatus: "SUBMITTED" });
    } else if (act.kind === "confirm") moveAll(id, { guestUnconfirmed: false });
    else if (act.kind === "void") {
      moveAll(id, { assessmentStatus: "VOIDED" });
      lines = lines.map((line) => (own.includes(line) ? { ...line, state: "VOIDED" as const } : line));
    } else if (act.kind === "draft") moveAll(id, { assessmentStatus: "DRAFT" });
    else moveAll(id, { assessmentStatus: act.kind === "approve" ? "APPROVED" : "REJECTED" });
  }
  return lines;
}

const small = fc.integer({ min: 1, max: 3 });

const scoringsBy = (method: (typeof scoringMethod.options)[number]) =>
  scales.chain((scale) =>
    fc.record({
      scale: fc.constant(scale),
      method: fc.constant(method),
      times: small,
      requirement: fc.record({ observations: small, evaluators: small, days: small }),
      evaluations: historiesOn(scale),
      cycleStartsAt: fc.option(hours.map(instant), { freq: 1 }),
      timeZone: fc.constantFrom("UTC", "Europe/London", "America/St_Johns", "Pacific/Auckland", "Asia/Kathmandu"),
    }),
  );

const comparable = (score: ReturnType<typeof scoreCompetency>) => {
  const { leftOut: _, used, ...rest } = score;
  return { ...rest, used: used.map(({ assessmentId, value }) => ({ assessmentId, value })) };
};

describe.each(scoringMethod.options)("%s", { timeout: 60_000 }, (method) => {
  it("gives what the oracle computes of any history, whatever the order in which it arrives", () => {
    const arrived = scoringsBy(method).chain((scoring) =>
      fc
        .shuffledSubarray([...scoring.evaluations], { minLength: scoring.evaluations.length })
        .map((evaluations) => ({ ...scoring, evaluations })),
    );
    fc.assert(
      fc.property(arrived, (scoring) => {
        expect(comparable(scoreCompetency(scoring))).toEqual(oracleScore(scoring));
      }),
      { numRuns: 4000 },
    );
  });

  it("counts in a cycle exactly what was observed after it began", () => {
    fc.assert(
      fc.property(scoringsBy(method), hours, (scoring, at) => {
        const cycleStartsAt = instant(at);
        const later = scoring.evaluations.filter(({ observedAt }) => observedAt > cycleStartsAt);
        const whole = comparable(scoreCompetency({ ...scoring, cycleStartsAt }));
        expect(whole).toEqual(comparable(scoreCompetency({ ...scoring, evaluations: later, cycleStartsAt: null })));
      }),
      { numRuns: 400 },
    );
  });
});

describe("the order of observation", { timeout: 60_000 }, () => {
  const line = (assessmentId: string, at: number, overallRating: number): CountedInput => ({
    assessmentId,
    evaluatorKey: "hansen",
    observedAt: instant(at),
    submittedAt: instant(50),
    state: "SIGNED",
    isSelf: false,
    assessmentStatus: "SUBMITTED",
    overallRating,
    criteria: [],
  });
  const pairs = fc
    .tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 500 }), hours, hours)
    .filter(([one, other, at, then]) => one !== other && at !== then);

  it.each(["LATEST", "WEIGHTED_AVERAGE", "DECAYING_AVERAGE"] as const)("decides by %s", (method) => {
    fc.assert(
      fc.property(pairs, ([one, other, at, then]) => {
        const score = (first: number, second: number) =>
          scoreCompetency({
            scale: { kind: "NUMERIC", min: 0, max: 5, target: 3.5 },
            method,
            requirement: { observations: 1, evaluators: 1, days: 1 },
            timeZone: "UTC",
            evaluations: [line("a", first, one / 100), line("b", second, other / 100)],
          }).result ?? Number.NaN;
        const isOneLast = at > then;
        const [swapped, kept] = [score(then, at), score(at, then)];
        // The one that was observed last weighs more.
        expect(kept > swapped).toBe(isOneLast === one > other);
      }),
    );
  });
});
