type Zone = { formatter: Intl.DateTimeFormat; known: Map<number, string> };

/** Formatters are slow to create, and slow enough to ask for the same due dates with each read. */
const zones = new Map<string, Zone>();
const maxKnown = 2_000;

/** The calendar day of an instant in a time zone, such as "2026-12-09". */
export function dayIn(instant: Date, timeZone: string): string {
  const { formatter, known } = zoneOf(timeZone);
  const at = instant.getTime();
  const found = known.get(at);
  if (found !== undefined) return found;
  const day = formatter.format(at).padStart("2026-12-09".length, "0");
  if (known.size >= maxKnown) known.clear();
  known.set(at, day);
  return day;
}

function zoneOf(timeZone: string): Zone {
  const known = zones.get(timeZone);
  if (known) return known;
  // Swedish writes a day as ISO 8601 does.
  const formatter = new Intl.DateTimeFormat("sv-SE", { year: "numeric", month: "2-digit", day: "2-digit", timeZone });
  const made = { formatter, known: new Map<number, string>() };
  zones.set(timeZone, made);
  return made;
}
