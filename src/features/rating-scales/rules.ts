import type { FieldError } from "#src/errors.ts";
import type { ScaleKind } from "#src/features/rating-scales/values.ts";

type Level = { value: number; label: string; description: string; short: string };
export type Scale = {
  kind: ScaleKind;
  minValue: number;
  maxValue: number;
  defaultTarget: number;
  allowMean: boolean;
  levels: readonly Level[];
};

/**
 * What is wrong with a scale. The levels of ORDINAL and BINARY are every whole number from the lowest to the highest;
 * those of NUMERIC are words for some of its values, in order.
 */
export function faultsOfScale(scale: Scale): FieldError[] {
  const { kind, minValue, maxValue, defaultTarget, allowMean, levels } = scale;
  if (maxValue <= minValue) return [{ path: "maxValue", message: "must lie above the lowest value" }];
  const errors: FieldError[] = [];
  if (kind === "BINARY" && (minValue !== 0 || maxValue !== 1)) {
    errors.push({ path: "maxValue", message: "pass or fail has the values 0 and 1" });
  }
  if (kind === "BINARY" && allowMean) {
    errors.push({ path: "allowMean", message: "pass or fail has no mean" });
  }
  if (
    defaultTarget <= minValue ||
    defaultTarget > maxValue ||
    (kind !== "NUMERIC" && !Number.isInteger(defaultTarget))
  ) {
    errors.push({ path: "defaultTarget", message: `must lie above ${minValue} and not above ${maxValue}` });
  }
  const values = levels.map(({ value }) => value);
  const isWhole =
    Number.isInteger(minValue) &&
    values.length === maxValue - minValue + 1 &&
    values.every((value, index) => value === minValue + index);
  if (kind !== "NUMERIC" && !isWhole) {
    errors.push({ path: "levels", message: `must be each whole number from ${minValue} to ${maxValue}, in order` });
  }
  const isRising = values.every(
    (value, index) => value >= minValue && value <= maxValue && value > (values[index - 1] ?? Number.NEGATIVE_INFINITY),
  );
  if (kind === "NUMERIC" && !isRising) {
    errors.push({ path: "levels", message: `must lie from ${minValue} to ${maxValue}, in order` });
  }
  const shorts = new Set<string>();
  levels.forEach(({ short }, index) => {
    const key = short.toLowerCase();
    if (shorts.has(key) && kind !== "NUMERIC") {
      errors.push({ path: `levels.${index}.short`, message: "is the short word of another level" });
    }
    shorts.add(key);
  });
  return errors;
}

/** Whether only words differ: what was rated by the one means the same by the other. */
export function hasSameFrame(one: Scale, other: Scale): boolean {
  return (
    one.kind === other.kind &&
    one.minValue === other.minValue &&
    one.maxValue === other.maxValue &&
    one.allowMean === other.allowMean &&
    one.levels.length === other.levels.length &&
    one.levels.every(({ value }, index) => value === other.levels[index]?.value)
  );
}
