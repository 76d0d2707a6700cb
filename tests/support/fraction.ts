/** Exact rational numbers for tests, so that no rounding of theirs can hide one of the program's. */
export type Fraction = { over: bigint; under: bigint };

export const zero: Fraction = { over: 0n, under: 1n };
export const one: Fraction = { over: 1n, under: 1n };

/** The decimal number that JavaScript writes, not the binary one behind it. */
export function fraction(value: number): Fraction {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value));
  if (!match) throw new Error(`${value} is not written as a plain decimal number`);
  const [, sign, whole = "0", decimals = ""] = match;
  const over = BigInt(whole + decimals);
  return { over: sign ? -over : over, under: 10n ** BigInt(decimals.length) };
}

export const plus = (a: Fraction, b: Fraction): Fraction => ({
  over: a.over * b.under + b.over * a.under,
  under: a.under * b.under,
});
export const minus = (a: Fraction, b: Fraction): Fraction => plus(a, { over: -b.over, under: b.under });
export const times = (a: Fraction, b: Fraction): Fraction => ({ over: a.over * b.over, under: a.under * b.under });
export const per = (a: Fraction, b: Fraction): Fraction => {
  if (b.over === 0n) throw new Error("divided by nothing");
  const sign = b.over < 0n ? -1n : 1n;
  return { over: sign * a.over * b.under, under: sign * a.under * b.over };
};
export const sum = (all: readonly Fraction[]): Fraction => all.reduce(plus, zero);
export const mean = (all: readonly Fraction[]): Fraction => per(sum(all), fraction(all.length));
export const isLess = (a: Fraction, b: Fraction): boolean => a.over * b.under < b.over * a.under;
export const least = (all: readonly Fraction[]): Fraction => all.reduce((a, b) => (isLess(b, a) ? b : a));
export const greatest = (all: readonly Fraction[]): Fraction => all.reduce((a, b) => (isLess(a, b) ? b : a));

/** Down to so many places; of what is not negative. */
export function floored(value: Fraction, places: number): Fraction {
  if (value.over < 0n) throw new Error("only what is not negative is rounded");
  const scale = 10n ** BigInt(places);
  return { over: (value.over * scale) / value.under, under: scale };
}

/** Half up to so many places. */
export function halfUp(value: Fraction, places: number): Fraction {
  return floored(plus(value, { over: 1n, under: 2n * 10n ** BigInt(places) }), places);
}

/** As a number; exact for what was rounded to a few places. */
export function numberOf({ over, under }: Fraction): number {
  const [whole, rest] = [over / under, over % under];
  if (rest === 0n) return Number(whole);
  const places = String(under).length - 1;
  if (under !== 10n ** BigInt(places)) throw new Error("only what was rounded is a number");
  return Number(`${whole}.${String(rest).padStart(places, "0")}`);
}
