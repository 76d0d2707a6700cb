type Zone = {
  day: Intl.DateTimeFormat;
  clock: Intl.DateTimeFormat;
  days: Map<number, string>;
  walls: Map<number, number>;
};

/** Formatters are slow to create, and slow enough to ask for the same due dates and days with each read. */
const zones = new Map<string, Zone>();
const maxKnown = 2_000;

/** The calendar day of an instant in a time zone, such as "2026-12-09". */
export function dayIn(instant: Date, timeZone: string): string {
  const { day, days } = zoneOf(timeZone);
  return knownOr(days, instant.getTime(), (at) => day.format(at).padStart("2026-12-09".length, "0"));
}

function zoneOf(timeZone: string): Zone {
  const known = zones.get(timeZone);
  if (known) return known;
  const date = { year: "numeric", month: "2-digit", day: "2-digit", timeZone } as const;
  const time = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;
  const made = {
    // Swedish writes a day as ISO 8601 does.
    day: new Intl.DateTimeFormat("sv-SE", date),
    clock: new Intl.DateTimeFormat("en-US", { ...date, ...time }),
    days: new Map<number, string>(),
    walls: new Map<number, number>(),
  };
  zones.set(timeZone, made);
  return made;
}

function knownOr<Value>(known: Map<number, Value>, at: number, make: (at: number) => Value): Value {
  const found = known.get(at);
  if (found !== undefined) return found;
  const made = make(at);
  if (known.size >= maxKnown) known.clear();
  known.set(at, made);
  return made;
}

const dayMs = 86_400_000;

/** The day so many days later, or earlier. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * dayMs).toISOString().slice(0, 10);
}

/** The first day of the week of a day, by ISO 8601. */
export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}

/** The same day so many months later, or the last one of a month that is shorter. */
export function addMonths(day: string, count: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + count, Math.min(date, last))).toISOString().slice(0, 10);
}

/** The days from one day to another; negative where it is earlier. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs;
}

/** The time of an instant on the clocks of a time zone, such as "07:30". */
export function timeIn(instant: Date, timeZone: string): string {
  return new Date(wallMsOf(instant.getTime(), timeZone)).toISOString().slice(11, 16);
}

/** A day in a message to people: "24 November 2026". */
export function dayWords(day: string): string {
  return messageDay.format(new Date(`${day}T00:00:00Z`));
}

/** The same where there is little room: "4 Sept 2026". */
export function shortDayWords(day: string): string {
  return tableDay.format(new Date(`${day}T00:00:00Z`));
}

const inFull = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
const messageDay = new Intl.DateTimeFormat("en-GB", inFull);
const tableDay = new Intl.DateTimeFormat("en-GB", { ...inFull, month: "short" });

/**
 * The instant at which the clocks of a time zone show this day and time ("07:30"). Of two, when the clocks are set back,
 * it is the earlier; a time that they skip when they are set forward is undefined.
 */
export function instantOf(day: string, time: string, timeZone: string): Date | undefined {
  const wallMs = Date.parse(`${day}T${time}:00Z`);
  const candidates = [wallMs - dayMs, wallMs + dayMs]
    .map((nearby) => wallMs - offsetMs(nearby, timeZone))
    .filter((at) => wallMsOf(at, timeZone) === wallMs);
  return candidates.length > 0 ? new Date(Math.min(...candidates)) : undefined;
}

/** The same for a time that has to be one: of a time that the clocks skip, as much later as they skip. */
export function instantIn(day: string, time: string, timeZone: string): Date {
  const wallMs = Date.parse(`${day}T${time}:00Z`);
  return instantOf(day, time, timeZone) ?? new Date(wallMs - offsetMs(wallMs - dayMs, timeZone));
}

/** The last second of a day in a time zone: what falls due on the day passes then. */
export function endOfDay(day: string, timeZone: string): Date {
  return new Date(instantIn(addDays(day, 1), "00:00", timeZone).getTime() - 1000);
}

function offsetMs(at: number, timeZone: string): number {
  return wallMsOf(at, timeZone) - Math.floor(at / 1000) * 1000;
}

/** What the clocks of the time zone show, to the second, as if it were UTC. */
function wallMsOf(at: number, timeZone: string): number {
  const { clock, walls } = zoneOf(timeZone);
  return knownOr(walls, at, () => {
    const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  });
}

/** Whether there is such a day in every year, or at least in leap years. */
export function isDayOfYear(value: string): boolean {
  const day = new Date(`2024-${value}T00:00:00Z`);
  return /^\d\d-\d\d$/.test(value) && !Number.isNaN(day.getTime()) && day.toISOString().slice(5, 10) === value;
}

/** The first day of the academic year of a day: "2026-09-01" of "2027-02-14". The 29th of February is the 1st of March. */
export function academicYearOf(day: string, starts: string): string {
  const year = Number(day.slice(0, 4));
  const inYear = (each: number) => new Date(Date.UTC(each, Number(starts.slice(0, 2)) - 1, Number(starts.slice(3))));
  const first = inYear(year).toISOString().slice(0, 10);
  return first <= day
    ? first
    : inYear(year - 1)
        .toISOString()
        .slice(0, 10);
}
