/**
 * Decimal arithmetic with exact rounding, at the cost of doubles in nearly all cases.
 *
 * A formula is written once over an `Arithmetic`. It runs on doubles first; the rounded result can only be wrong when
 * the double is next to a rounding tie, and then the same formula runs again on exact fractions.
 */
export type Arithmetic<Value> = {
  of(value: number): Value;
  plus(a: Value, b: Value): Value;
  times(a: Value, b: Value): Value;
  over(a: Value, b: Value): Value;
};

export type Formula = <Value>(arithmetic: Arithmetic<Value>) => Value;

/** Stored and compared numbers have this many places. */
export const decimalPlaces = 6;
const scale = 10 ** decimalPlaces;

/**
 * How close to a tie the double must be to run the formula again: half a thousandth of the last place. Formulas add,
 * multiply and divide numbers that are not negative, so their relative error is below the number of operations times
 * 2^-53: the error of a thousand operations on results up to a thousand is far smaller.
 */
const doubt = 5e-4;
const largestQuick = 1e9;

/** The result of a formula, rounded half up to 6 places. Throws RangeError on a division by zero. */
export function rounded(formula: Formula): number {
  const quick = formula(doubles) * scale;
  const whole = Math.floor(quick);
  // NaN fails this comparison too; the fractions then throw.
  const isCertain = Math.abs(quick) < largestQuick && Math.abs(quick - whole - 0.5) > doubt;
  return isCertain ? Math.floor(quick + 0.5) / scale : roundedExactly(formula);
}

/** The same with exact fractions only, which is about a hundred times slower. */
export function roundedExactly(formula: Formula): number {
  const { top, bottom } = formula(fractions);
  return Number(floorOf(2n * top * BigInt(scale) + bottom, 2n * bottom)) / scale;
}

/** A stored number as an integer count of millionths, so that comparisons and quotients are exact. */
export function millionths(value: number): number {
  return Math.round(value * scale);
}

/** floor(a / b) of integers, without rounding the quotient first. */
export function wholeQuotient(a: number, b: number): number {
  const rest = a % b;
  return (a - (rest < 0 ? rest + b : rest)) / b;
}

const doubles: Arithmetic<number> = {
  of: (value) => value,
  plus: (a, b) => a + b,
  times: (a, b) => a * b,
  over: (a, b) => a / b,
};

/** `bottom` is above zero. */
type Fraction = { top: bigint; bottom: bigint };

const fractions: Arithmetic<Fraction> = {
  of: fractionOf,
  plus: (a, b) =>
    a.bottom === b.bottom
      ? { top: a.top + b.top, bottom: a.bottom }
      : { top: a.top * b.bottom + b.top * a.bottom, bottom: a.bottom * b.bottom },
  times: (a, b) => ({ top: a.top * b.top, bottom: a.bottom * b.bottom }),
  over: (a, b) => {
    if (b.top === 0n) throw new RangeError("division by zero");
    const sign = b.top < 0n ? -1n : 1n;
    return { top: sign * a.top * b.bottom, bottom: sign * a.bottom * b.top };
  },
};

/** The decimal as which a number is printed: 0.1 is one tenth, not the nearest double. */
function fractionOf(value: number): Fraction {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not a decimal number`);
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  const [whole = "", part = ""] = mantissa.split(".");
  const power = Number(exponent) - part.length;
  const digits = BigInt(whole + part);
  return power >= 0
    ? { top: digits * 10n ** BigInt(power), bottom: 1n }
    : { top: digits, bottom: 10n ** BigInt(-power) };
}

function floorOf(top: bigint, bottom: bigint): bigint {
  const quotient = top / bottom;
  return top % bottom < 0n ? quotient - 1n : quotient;
}
