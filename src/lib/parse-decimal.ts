/**
 * A number as people type it, with a decimal point or a decimal comma; null for an empty field, NaN for everything
 * else. A comma before exactly three digits may separate thousands, so it is refused, unless only zero stands before
 * it. Characters are never dropped: "0,5" is not 5.
 */
export function parseDecimal(text: string): number | null {
  const typed = text.trim();
  if (typed === "") return null;
  if (!/^[+-]?\d{1,15}([.,]\d{1,15})?$/.test(typed)) return Number.NaN;
  if (/^[+-]?0*[1-9]\d*,\d{3}$/.test(typed)) return Number.NaN;
  return Number(typed.replace(",", "."));
}

/** For forms that store NaN for an empty field. */
export function decimalOrNaN(typed: string | number): number {
  return parseDecimal(String(typed)) ?? Number.NaN;
}
