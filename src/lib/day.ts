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

/** The day so many days later, or earlier. */
export function addDays(day: string, count: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}

/** The instant at which clocks of a time zone show this time ("13:30") of this day. */
export function instantIn(day: string, time: string, timeZone: string): Date {
  const shown = Date.parse(`${day}T${time}Z`);
  // The offset may change between the two instants; the second try uses the one that holds there.
  const near = shown - offsetMs(shown, timeZone);
  return new Date(shown - offsetMs(near, timeZone));
}

/** The last second of a day in a time zone: what falls due on the day passes then. */
export function endOfDay(day: string, timeZone: string): Date {
  return new Date(instantIn(addDays(day, 1), "00:00", timeZone).getTime() - 1000);
}

/** The time that clocks of a time zone show, such as "13:30". */
export function timeIn(instant: Date, timeZone: string): string {
  return new Date(instant.getTime() + offsetMs(instant.getTime(), timeZone)).toISOString().slice(11, 16);
}

function offsetMs(at: number, timeZone: string): number {
  const options = { ...clockParts, timeZone } as const;
  const known = clocks.get(timeZone) ?? new Intl.DateTimeFormat("en-US", options);
  clocks.set(timeZone, known);
  const parts = new Map(known.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return shown - Math.floor(at / 1000) * 1000;
}

const clocks = new Map<string, Intl.DateTimeFormat>();
const clockParts = {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
} as const;
