import {
  type Fraction,
  floored,
  fraction,
  greatest,
  halfUp,
  isLess,
  least,
  mean,
  minus,
  numberOf,
  one,
  per,
  plus,
  sum,
  times,
  zero,
} from "./fraction.ts";

/**
 * The scores, written again from the sentences of the domain in exact arithmetic. It shares nothing with the
 * program's rules, not even a type, so that a mistake in one of the two shows.
 */
export type OracleEvaluation = {
  assessmentId: string;
  evaluatorKey: string;
  observedAt: Date;
  submittedAt: Date;
  state: string;
  isSelf: boolean;
  assessmentStatus: string;
  needsCountersignature?: boolean | undefined;
  guestUnconfirmed?: boolean | undefined;
  overallRating: number | null;
  criteria: readonly {
    rubricKey: string;
    weight: number;
    score: number | null;
    maxScore: number;
    passScore?: number | null | undefined;
  }[];
};

export type OracleScoring = {
  scale: { kind: "ORDINAL" | "NUMERIC" | "BINARY"; min: number; max: number; target: number };
  method: string;
  times?: number | null | undefined;
  requirement: { observations: number; evaluators: number; days: number };
  evaluations: readonly OracleEvaluation[];
  cycleStartsAt?: Date | null | undefined;
  timeZone: string;
};

type Scale = OracleScoring["scale"];

export function oracleScore(scoring: OracleScoring) {
  const { scale, requirement, evaluations } = scoring;
  const counted = evaluations.filter(
    (one) => counts(one, scoring.cycleStartsAt ?? null) && ratingOf(one, scale) !== null,
  );
  const assessments = inOrder(counted, scale);
  const evaluators = new Set(counted.map(({ evaluatorKey }) => evaluatorKey)).size;
  const days = new Set(
    assessments.map(({ observedAt }) => observedAt.toLocaleDateString("en-CA", { timeZone: scoring.timeZone })),
  ).size;
  const target = fraction(scale.target);
  const atTarget = assessments.filter(({ value }) => !isLess(halfUp(value, 6), target));
  const asked = Math.max(1, scoring.times ?? 1);

  const exact = resultOf(scoring, assessments, counted, atTarget, asked);
  const result = exact && halfUp(exact, 6);
  const achieved =
    result !== null &&
    !isLess(result, target) &&
    assessments.length >= requirement.observations &&
    evaluators >= requirement.evaluators &&
    days >= requirement.days;

  const share = (have: number, need: number) => per(fraction(have), fraction(need));
  const level =
    scoring.method === "N_TIMES"
      ? share(atTarget.length, asked)
      : result === null
        ? zero
        : per(minus(result, fraction(scale.min)), minus(target, fraction(scale.min)));
  const lowest = least([
    one,
    greatest([zero, level]),
    share(assessments.length, requirement.observations),
    share(evaluators, requirement.evaluators),
    share(days, requirement.days),
  ]);
  const progress = achieved ? fraction(100) : least([fraction(99), floored(times(lowest, fraction(100)), 2)]);
  return {
    result: result && numberOf(result),
    achieved,
    progress: numberOf(progress),
    observations: assessments.length,
    evaluators,
    days,
    used: assessments.map(({ id, value }) => ({ assessmentId: id, value: numberOf(halfUp(value, 6)) })),
  };
}

/** "Signed evaluations of assessments that are SUBMITTED or APPROVED (only APPROVED where countersignature is asked)". */
function counts(evaluation: OracleEvaluation, cycleStartsAt: Date | null): boolean {
  const { state, isSelf, assessmentStatus, needsCountersignature, guestUnconfirmed, observedAt } = evaluation;
  const isAccepted = assessmentStatus === "APPROVED" || (assessmentStatus === "SUBMITTED" && !needsCountersignature);
  const isOfCycle = cycleStartsAt === null || observedAt.getTime() > cycleStartsAt.getTime();
  return state === "SIGNED" && !isSelf && isAccepted && !guestUnconfirmed && isOfCycle;
}

/** "With an overall rating given too, that one counts". */
function ratingOf({ overallRating, criteria }: OracleEvaluation, scale: Scale): Fraction | null {
  return overallRating === null ? rubricResultOf(criteria, scale) : fraction(overallRating);
}

function rubricResultOf(criteria: OracleEvaluation["criteria"], scale: Scale): Fraction | null {
  const scored = criteria.flatMap((one) => (one.score === null ? [] : { ...one, score: one.score }));
  if (scored.length === 0) return null;
  const weighed = sum(scored.map(({ weight, score, maxScore }) => times(fraction(weight), share(score, maxScore))));
  const weights = sum(scored.map(({ weight }) => fraction(weight)));
  // What is stored is rounded; a level is what it was floored to.
  const onScale = halfUp(times(per(weighed, weights), fraction(scale.max)), 6);
  const result = scale.kind === "NUMERIC" ? onScale : floored(onScale, 0);
  const isFailed = scored.some(
    ({ score, passScore }) => passScore !== null && passScore !== undefined && score < passScore,
  );
  const below = scale.kind === "NUMERIC" ? minus(fraction(scale.target), fraction(0.01)) : fraction(scale.target - 1);
  return greatest([fraction(scale.min), isFailed ? least([result, below]) : result]);
}

const share = (score: number, maxScore: number) => per(fraction(score), fraction(maxScore));

type Assessment = { id: string; observedAt: Date; submittedAt: Date; value: Fraction };

/** "Order: observedAt, then submittedAt (the earliest of its evaluations), then id." */
function inOrder(counted: readonly OracleEvaluation[], scale: Scale): Assessment[] {
  const ids = [...new Set(counted.map(({ assessmentId }) => assessmentId))];
  return ids
    .map((id) => {
      const own = counted.filter(({ assessmentId }) => assessmentId === id);
      return {
        id,
        observedAt: earliest(own.map(({ observedAt }) => observedAt)),
        submittedAt: earliest(own.map(({ submittedAt }) => submittedAt)),
        value: valueOfAll(
          own.flatMap((evaluation) => ratingOf(evaluation, scale) ?? []),
          scale,
        ),
      };
    })
    .sort(
      (a, b) =>
        Number(a.observedAt) - Number(b.observedAt) ||
        Number(a.submittedAt) - Number(b.submittedAt) ||
        (a.id < b.id ? -1 : 1),
    );
}

const earliest = (instants: readonly Date[]) => new Date(Math.min(...instants.map(Number)));

/** "Its one counted evaluation; with several, NUMERIC mean, else lower median." */
function valueOfAll(ratings: readonly Fraction[], scale: Scale): Fraction {
  if (scale.kind === "NUMERIC") return mean(ratings);
  const sorted = ratings.toSorted((a, b) => (isLess(a, b) ? -1 : isLess(b, a) ? 1 : 0));
  const middle = sorted[Math.ceil(sorted.length / 2) - 1];
  if (!middle) throw new Error("an assessment has a rating");
  return middle;
}

/** The table of methods, over s1..sn. */
function resultOf(
  { method, scale }: OracleScoring,
  assessments: readonly Assessment[],
  counted: readonly OracleEvaluation[],
  atTarget: readonly Assessment[],
  asked: number,
): Fraction | null {
  const s = assessments.map(({ value }) => value);
  const last = s.at(-1);
  if (!last) return null;
  switch (method) {
    case "LATEST":
      return last;
    case "HIGHEST":
      return greatest(s);
    case "AVERAGE":
      return mean(s);
    case "WEIGHTED_AVERAGE":
      return s.length === 1 ? last : plus(times(fraction(0.65), last), times(fraction(0.35), mean(s.slice(0, -1))));
    case "DECAYING_AVERAGE":
      return s
        .slice(1)
        .reduce((d, value) => plus(times(fraction(0.35), d), times(fraction(0.65), value)), s[0] ?? zero);
    case "N_TIMES":
      return atTarget.length < asked ? null : mean(atTarget.map(({ value }) => value));
    case "MINIMUM_OF_CRITERIA":
      return minimumOfCriteria(counted, scale);
    default:
      throw new Error(`${method} is not a scoring method`);
  }
}

function minimumOfCriteria(counted: readonly OracleEvaluation[], scale: Scale): Fraction | null {
  const scored = counted.flatMap(({ criteria }) =>
    criteria.flatMap((one) =>
      one.score === null ? [] : { key: one.rubricKey, share: share(one.score, one.maxScore) },
    ),
  );
  const keys = [...new Set(scored.map(({ key }) => key))];
  if (keys.length === 0) return null;
  const means = keys.map((key) =>
    times(mean(scored.filter((one) => one.key === key).map((one) => one.share)), fraction(scale.max)),
  );
  return greatest([fraction(scale.min), least(means)]);
}
