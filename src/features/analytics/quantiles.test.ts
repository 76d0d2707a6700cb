import { describe, expect, it } from "vitest";
import { countEach, quantile, quartiles } from "#src/features/analytics/quantiles.ts";

const middle = (values: number[]) => quantile(countEach(values), 0.5);

describe("quantiles", () => {
  it("are values that occurred, the lower of two", () => {
    expect(middle([])).toBeNull();
    expect(middle([7])).toBe(7);
    expect(middle([4, 1, 3, 2])).toBe(2);
    expect(
      quantile(
        [
          [0, 3],
          [10, 3],
        ],
        0.5,
      ),
    ).toBe(0);
    expect(
      quartiles([
        [3, 1],
        [1, 1],
        [2, 1],
        [4, 1],
        [5, 1],
      ]),
    ).toEqual({ lower: 2, median: 3, upper: 4 });
  });
});
