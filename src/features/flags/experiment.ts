import { fewestCompared } from "#src/features/flags/values.ts";

/** Of a group: how many people, and how many of them reached the goal. */
export type Group = { people: number; reached: number };

/** Of two shares of people, both between 0 and 1: their difference and the interval around it. */
export type Difference = { difference: number; low: number; high: number };

/**
 * The standard deviation, as a difference of shares, of the effects that are thought possible. It is fixed beforehand: the
 * interval is right for any, and narrowest where the effect is about as large.
 */
const tau = 0.05;
/** How often at most an interval may miss the true difference, over all the times that somebody looks. */
const alpha = 0.05;
/** Below this probability a split is not that of the shares. */
const unevenBelow = 0.001;

/**
 * How much more often the people of one group reached the goal than those of the control, with an interval that stays right
 * however often it is looked at and whenever the experiment is ended. Null while a group has fewer than 30 people.
 *
 * It is the confidence sequence of the mixture sequential probability ratio test with a normal mixture: Johari, Koomen,
 * Pekelis and Walsh, "Always Valid Inference: Continuous Monitoring of A/B Tests", Operations Research 70(3), 2022. The
 * variance is that of two shares, each with one more success and one more failure (Agresti and Caffo,
 * The American Statistician 54(4), 2000), so that a group in which nobody or everybody did it has one too.
 *
 * `comparisons` is how many groups are compared with the control: the error is divided among them (Bonferroni).
 */
export function compareGroups(control: Group, group: Group, comparisons = 1): Difference | null {
  if (Math.min(control.people, group.people) < fewestCompared) return null;
  const difference = group.reached / group.people - control.reached / control.people;
  const half = halfWidth(varianceOf(control) + varianceOf(group), alpha / comparisons);
  return { difference, low: Math.max(-1, difference - half), high: Math.min(1, difference + half) };
}

function varianceOf({ people, reached }: Group): number {
  const share = (reached + 1) / (people + 2);
  return (share * (1 - share)) / people;
}

/** Where the likelihood ratio of the mixture against a difference is 1 / error, for an estimate of this variance. */
export function halfWidth(variance: number, error: number): number {
  const wide = variance + tau ** 2;
  return Math.sqrt(((variance * wide) / tau ** 2) * (Math.log(wide / variance) + 2 * Math.log(1 / error)));
}

/**
 * Whether people met the variants as the shares say. Where not, some of them were lost on the way, and the groups cannot be
 * compared: Fabijan et al., "Diagnosing Sample Ratio Mismatch in Online Controlled Experiments", KDD 2019. Pearson's test;
 * null for fewer than two variants, or while fewer than 5 people are expected in one.
 */
export function checkSplit(
  people: ReadonlyMap<string, number>,
  expected: ReadonlyMap<string, number>,
): { probability: number; isUneven: boolean } | null {
  const total = [...people.values()].reduce((sum, count) => sum + count, 0);
  if (expected.size < 2 || [...expected.values()].some((share) => share * total < 5)) return null;
  if ([...people].some(([variant, count]) => count > 0 && !expected.has(variant)))
    return { probability: 0, isUneven: true };
  const statistic = [...expected].reduce(
    (sum, [variant, share]) => sum + ((people.get(variant) ?? 0) - share * total) ** 2 / (share * total),
    0,
  );
  const probability = chiSquareTail(statistic, expected.size - 1);
  return { probability, isUneven: probability < unevenBelow };
}

/**
 * The probability that a chi-square variable with so many degrees of freedom exceeds x: Abramowitz and Stegun, "Handbook
 * of Mathematical Functions", 26.4.4 and 26.4.5. Right to 7 digits.
 */
export function chiSquareTail(x: number, degrees: number): number {
  if (x <= 0) return 1;
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? Math.sqrt((2 * x) / Math.PI) * Math.exp(-x / 2) : Math.exp(-x / 2);
  let sum = isOdd ? erfc(Math.sqrt(x / 2)) : term;
  // The term for k + 2 degrees is that for k by x / k.
  for (let k = isOdd ? 1 : 2; k < degrees; k += 2) {
    if (!isOdd || k > 1) term *= x / k;
    sum += term;
  }
  return Math.min(1, sum);
}

/** The complementary error function of a positive number: Press et al., "Numerical Recipes in C", 2nd edition, 6.2. */
function erfc(x: number): number {
  const t = 1 / (1 + x / 2);
  const coefficients = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ];
  return t * Math.exp(-x * x + coefficients.reduceRight((sum, coefficient) => sum * t + coefficient, 0));
}
