import type { FieldError } from "#src/errors.ts";

type Period = { startsOn: string; endsOn: string };
type Named = Period & { id: string; name: string };

/** Terms that share a day with this period, by their first day. */
export function overlapping(period: Period, terms: readonly Named[], beside?: string): Named[] {
  return terms
    .filter(({ id, startsOn, endsOn }) => id !== beside && startsOn <= period.endsOn && endsOn >= period.startsOn)
    .sort((a, b) => (a.startsOn < b.startsOn ? -1 : 1));
}

/** Faults of a term; days that another term has are one, unless the school says that they may. */
export function faultsOfTerm(
  term: Period & { name: string },
  terms: readonly Named[],
  { mayOverlap, beside }: { mayOverlap: boolean; beside?: string | undefined },
): FieldError[] {
  if (term.endsOn < term.startsOn) return [{ path: "endsOn", message: "must not be before the first day" }];
  const [other] = mayOverlap ? [] : overlapping(term, terms, beside);
  return other ? [{ path: "startsOn", message: `overlaps ${other.name}` }] : [];
}
