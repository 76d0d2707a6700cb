import { Decimal } from "decimal.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Formula, millionths, rounded, roundedExactly, wholeQuotient } from "#src/lib/decimal.ts";

function mean(values: readonly number[]): Formula {
  return (a) => {
    let sum = a.of(0);
    for (const value of values) sum = a.plus(sum, a.of(value));
    return a.over(sum, a.of(values.length));
  };
}

describe("rounded", () => {
  it("rounds half up at the sixth place", () => {
    expect(rounded((a) => a.of(0.0000005))).toBe(0.000001);
    expect(rounded((a) => a.of(0.00000049))).toBe(0);
    expect(rounded((a) => a.of(-0.0000005))).toBe(0);
    expect(rounded(mean([2, 2.000003]))).toBe(2.000002);
  });

  it("takes a number as the decimal that it is printed as", () => {
    expect(rounded((a) => a.plus(a.of(0.1), a.of(0.2)))).toBe(0.3);
    expect(roundedExactly((a) => a.plus(a.of(0.1), a.of(1e-7)))).toBe(0.1);
    expect(roundedExactly((a) => a.of(1.5e21))).toBe(1.5e21);
  });

  it("adds three thirds to one", () => {
    const third: Formula = (a) => a.over(a.of(1), a.of(3));
    expect(roundedExactly((a) => a.plus(third(a), a.plus(third(a), third(a))))).toBe(1);
    expect(roundedExactly((a) => a.over(a.of(-1), a.of(-3)))).toBe(0.333333);
    expect(roundedExactly((a) => a.over(a.of(1), a.of(-3)))).toBe(-0.333333);
  });

  it("throws on a division by zero, and for what is not a number", () => {
    expect(() => rounded((a) => a.over(a.of(1), a.of(0)))).toThrow(RangeError);
    expect(() => rounded((a) => a.over(a.of(0), a.of(0)))).toThrow(RangeError);
    expect(() => rounded((a) => a.of(Number.NaN))).toThrow(RangeError);
    expect(() => rounded((a) => a.of(Number.POSITIVE_INFINITY))).toThrow(RangeError);
  });

  it("returns from doubles what exact fractions and decimals return", () => {
    const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });
    // With six places, ties at the seventh are frequent.
    const value = fc.integer({ min: 0, max: 900_000_000 }).map((count) => count / 1e6);
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), (values) => {
        const formula = mean(values);
        const decimal = values.reduce((sum, one) => sum.plus(one), new Exact(0)).div(values.length);
        expect(rounded(formula)).toBe(decimal.toDecimalPlaces(6).toNumber());
        expect(roundedExactly(formula)).toBe(decimal.toDecimalPlaces(6).toNumber());
      }),
      { numRuns: 2000 },
    );
  });
});

describe("whole numbers", () => {
  it("counts millionths", () => {
    expect(millionths(3.475)).toBe(3_475_000);
    expect(millionths(0.000001)).toBe(1);
  });

  it("rounds a quotient down, below zero too", () => {
    expect(wholeQuotient(7, 2)).toBe(3);
    expect(wholeQuotient(-7, 2)).toBe(-4);
    expect(wholeQuotient(6, 3)).toBe(2);
    expect(wholeQuotient(9_007_199_254_740_991, 9_007_199_254_740_990)).toBe(1);
  });
});
