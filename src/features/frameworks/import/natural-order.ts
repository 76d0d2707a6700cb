const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Compares codes as people count: L.2 comes before L.10. */
export function inNaturalOrder(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : Number(a > b));
}
