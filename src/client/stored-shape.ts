/**
 * Checks of what this device stored, which an older version of the page or another program may have written. A schema
 * library would be a twentieth part of a form's script.
 */
export type Check<T> = (value: unknown) => value is T;

export const isText: Check<string> = (value) => typeof value === "string";
export const isNumber: Check<number> = (value) => typeof value === "number";
export const isFlag: Check<boolean> = (value) => typeof value === "boolean";

export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

export function nullOr<T>(check: Check<T>): Check<T | null> {
  return (value): value is T | null => value === null || check(value);
}

export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value): value is T | undefined => value === undefined || check(value);
}

export function listOf<T>(check: Check<T>): Check<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every(check);
}

export function oneOf<T extends string>(known: readonly T[]): Check<T> {
  return (value): value is T => known.some((one) => one === value);
}

/** An object with these properties; it may have others. */
export function shapeOf<T extends object>(checks: { [K in keyof Required<T>]: Check<T[K]> }): Check<T> {
  const parts = Object.entries<Check<unknown>>(checks);
  return (value): value is T => isObject(value) && parts.every(([name, check]) => check(Reflect.get(value, name)));
}
