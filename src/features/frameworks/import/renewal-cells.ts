import type { DraftItem, Faults } from "#src/features/frameworks/import/draft.ts";
import { type RenewalWay, renewalWays } from "#src/features/progress/values.ts";

/** A lifetime is enough, and keeps a slip of the keyboard out. */
const mostMonths = 600;

/** The validity of a competency in months, and the ways that renew it, of a row. Both cells may be empty. */
export function readRenewal(
  cells: { validity: string; ways: string },
  line: number,
  faults: Faults,
): Pick<DraftItem, "validityMonths" | "renewalWays"> {
  const validityMonths = monthsOf(cells.validity.trim(), line, faults);
  return { validityMonths, renewalWays: validityMonths === null ? null : waysOf(cells.ways, line, faults) };
}

export function monthsOf(given: string, line: number, faults: Faults): number | null {
  if (given === "") return null;
  const months = /^\d{1,3}$/.test(given) ? Number(given) : 0;
  if (months >= 1 && months <= mostMonths) return months;
  faults.add("validity", {
    severity: "warning",
    line,
    message: `“${given.slice(0, 60)}” in validity_months is not a number of months from 1 to ${mostMonths}; the competency does not expire.`,
  });
  return null;
}

export function waysOf(given: string, line: number, faults: Faults): RenewalWay[] | null {
  const words = given
    .toUpperCase()
    .split(/[^\p{L}]+/u)
    .filter(Boolean);
  const unknown = words.filter((word) => !renewalWays.some((way) => way === word));
  if (unknown.length > 0) {
    faults.add("renewal", {
      severity: "warning",
      line,
      message: `“${given.slice(0, 60)}” in renewal_ways names what is not known. Known are ${renewalWays.join(", ")}.`,
    });
  }
  const ways = renewalWays.filter((way) => words.includes(way));
  return ways.length > 0 ? ways : null;
}
