/** From how many ratings on a supervisor sees more than their number. */
export const shownFrom = 10;

/** A mean over fewer colleagues would be the rating of one of them. */
export const fewestColleagues = 3;

/** Shares of a scale are shown as levels of a scale of five, whose lowest and highest are four apart. */
export const levelsOfFive = 4;

/** Sums over all evaluators of a school, of the differences between a rating and the mean of the colleagues' ratings. */
export type DifferenceSums = {
  evaluators: number;
  ratings: number;
  /** sum(n²), with n the ratings of one evaluator. */
  squaredCounts: number;
  /** The squares of the differences around their evaluator's mean. */
  within: number;
  /** n times the squares of the evaluators' means around the mean of all. */
  between: number;
};

export type ShrunkenDifference = { shrunken: number; low: number; high: number };

const normal95 = 1.96;

/**
 * A supervisor's mean difference, drawn towards 0 as far as chance explains it: the posterior mean of the random-effects
 * model d = b + e, b ~ N(0, τ²), e ~ N(0, σ²), with both variances estimated from all evaluators of the school
 * (empirical Bayes; one-way analysis of variance with unequal group sizes, Searle, Casella and McCulloch 1992, 3.6):
 *
 *     σ² = within / (N - k)                      k evaluators, N ratings
 *     τ² = max(0, (between - (k - 1) σ²) / (N - sum(n²) / N))
 *     shrunken = w * mean,  w = τ² / (τ² + σ² / n)
 *     95 %: shrunken ± 1.96 * sqrt(w σ² / n)
 *
 * Null where the variances cannot be estimated: fewer than two evaluators, or none with a second rating.
 */
export function shrinkDifference(
  own: { mean: number; count: number },
  school: DifferenceSums,
): ShrunkenDifference | null {
  const { evaluators: k, ratings: total } = school;
  const sizes = total === 0 ? 0 : total - school.squaredCounts / total;
  if (k < 2 || total <= k || sizes <= 0 || own.count === 0) return null;
  const withinVariance = Math.max(0, school.within) / (total - k);
  const betweenVariance = Math.max(0, (school.between - (k - 1) * withinVariance) / sizes);
  const error = withinVariance / own.count;
  const weight = betweenVariance === 0 ? 0 : betweenVariance / (betweenVariance + error);
  const shrunken = weight * own.mean;
  const margin = normal95 * Math.sqrt(weight * error);
  return { shrunken, low: shrunken - margin, high: shrunken + margin };
}

/** The standard deviation from a sum of squares around the mean; null where there is no second value. */
export function deviation(squares: number, freedom: number): number | null {
  return freedom > 0 ? Math.sqrt(Math.max(0, squares) / freedom) : null;
}
