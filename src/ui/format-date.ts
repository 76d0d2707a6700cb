/**
 * Formats dates in the reader's locale and time zone, relative within a week. Pure, so that the server and the first
 * render in the browser agree; reader.tsx provides the reader.
 */
export type Reader = {
  /** BCP 47, "en-GB". */
  locale: string;
  /** IANA, "Europe/London". */
  timeZone: string;
  /**
   * IANA, the school's. Calendar days are the school's: whether one is today or late does not depend on where its reader
   * is. Unknown before sign-in.
   */
  schoolTimeZone?: string | undefined;
  /** The instant from which relative dates are calculated. */
  now: Date;
};

/** A calendar day such as a due date is shown as it is; an instant in the reader's time zone. */
const calendarDay = /^\d{4}-\d{2}-\d{2}$/;

type Parsed = { date: Date; timeZone: string; isDay: boolean };

/** "Today, 09:40", "Yesterday", "In 2 days"; beyond a week "18 Nov", with the year where it is another one. */
export function formatRelative(value: string | Date, reader: Reader): string {
  const parsed = parse(value, reader);
  const days = dayDistance(parsed, reader);
  if (days === 0) {
    if (parsed.isDay) return relativeDay(0, reader);
    return `${relativeDay(0, reader)}, ${formatTime(value, reader)}`;
  }
  if (Math.abs(days) < 7) return relativeDay(days, reader);
  return formatDay(value, reader);
}

/** "18 Nov", or "18 Nov 2024" if the year is not the reader's current one. */
export function formatDay(value: string | Date, reader: Reader): string {
  const parsed = parse(value, reader);
  const sameYear = dayParts(parsed.date, parsed.timeZone).year === today(parsed, reader).year;
  return formatter(reader.locale, {
    day: "numeric",
    month: "short",
    ...(sameYear ? {} : { year: "numeric" }),
    timeZone: parsed.timeZone,
  }).format(parsed.date);
}

/** "18 November 2026", for sentences and titles; with the time for an instant. */
export function formatFull(value: string | Date, reader: Reader): string {
  const parsed = parse(value, reader);
  return formatter(reader.locale, {
    day: "numeric",
    month: "long",
    year: "numeric",
    ...(parsed.isDay ? {} : { hour: "2-digit", minute: "2-digit", hourCycle: hourCycleOf(reader.locale) }),
    timeZone: parsed.timeZone,
  }).format(parsed.date);
}

/** "18 November", with the year only if it is another one: "Next due on 18 November". */
export function formatLongDay(value: string | Date, reader: Reader): string {
  const parsed = parse(value, reader);
  const sameYear = dayParts(parsed.date, parsed.timeZone).year === today(parsed, reader).year;
  return formatter(reader.locale, {
    day: "numeric",
    month: "long",
    ...(sameYear ? {} : { year: "numeric" }),
    timeZone: parsed.timeZone,
  }).format(parsed.date);
}

/** "09:40". */
export function formatTime(value: string | Date, reader: Reader): string {
  const { date, timeZone } = parse(value, reader);
  return formatter(reader.locale, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: hourCycleOf(reader.locale),
    timeZone,
  }).format(date);
}

/** "Nov", for the axis of a chart. */
export function formatMonth(value: string | Date, reader: Reader): string {
  const { date, timeZone } = parse(value, reader);
  return formatter(reader.locale, { month: "short", timeZone }).format(date);
}

/** "24" over "Nov". */
export function formatTile(value: string | Date, reader: Reader): { day: string; month: string } {
  const { date, timeZone } = parse(value, reader);
  return {
    day: formatter(reader.locale, { day: "2-digit", timeZone }).format(date),
    month: formatMonth(value, reader),
  };
}

/** "Due in 2 days", "Due today", "2 days late", and the plain date beyond a week. */
export function formatDue(value: string | Date, reader: Reader): string {
  const days = dayDistance(parse(value, reader), reader);
  if (days === 0) return "Due today";
  if (days === 1) return "Due tomorrow";
  if (days > 1 && days < 7) return `Due in ${days} days`;
  if (days === -1) return "1 day late";
  if (days < 0 && days > -7) return `${-days} days late`;
  return days < 0 ? `Was due ${formatDay(value, reader)}` : `Due ${formatDay(value, reader)}`;
}

/** The tone of a deadline: late, within a week, or neither. */
export function dueTone(value: string | Date, reader: Reader): "plain" | "warning" | "danger" {
  const days = dayDistance(parse(value, reader), reader);
  if (days < 0) return "danger";
  return days < 7 ? "warning" : "plain";
}

/** Whole calendar days from today; negative in the past. */
export function daysFromToday(value: string | Date, reader: Reader): number {
  return dayDistance(parse(value, reader), reader);
}

/** For `<time dateTime>`. */
export function machineDate(value: string | Date): string {
  if (typeof value === "string") return value;
  return value.toISOString();
}

function parse(value: string | Date, reader: Reader): Parsed {
  if (typeof value === "string" && calendarDay.test(value)) {
    return { date: new Date(`${value}T00:00:00Z`), timeZone: "UTC", isDay: true };
  }
  return { date: new Date(value), timeZone: reader.timeZone, isDay: false };
}

function dayDistance(parsed: Parsed, reader: Reader): number {
  const then = dayParts(parsed.date, parsed.timeZone);
  const from = today(parsed, reader);
  const dayMs = 86_400_000;
  return Math.round(
    (Date.UTC(then.year, then.month - 1, then.day) - Date.UTC(from.year, from.month - 1, from.day)) / dayMs,
  );
}

function today(parsed: Parsed, reader: Reader) {
  return dayParts(reader.now, parsed.isDay ? (reader.schoolTimeZone ?? reader.timeZone) : reader.timeZone);
}

function relativeDay(days: number, reader: Reader): string {
  const words = relativeFormatter(reader.locale).format(days, "day");
  const [first = "", ...rest] = Array.from(words);
  return first.toLocaleUpperCase(reader.locale) + rest.join("");
}

function dayParts(date: Date, timeZone: string): { year: number; month: number; day: number } {
  const parts = formatter("en-US", { year: "numeric", month: "numeric", day: "numeric", timeZone }).formatToParts(date);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  return { year: part("year"), month: part("month"), day: part("day") };
}

/** American English uses a 12-hour clock; all others get 24 hours, as is usual in clinics. */
function hourCycleOf(locale: string): "h12" | "h23" {
  return locale === "en-US" ? "h12" : "h23";
}

/** Formatters are slow to create, and every row of a table needs one. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, options);
  formatters.set(key, made);
  return made;
}

const relativeFormatters = new Map<string, Intl.RelativeTimeFormat>();

function relativeFormatter(locale: string): Intl.RelativeTimeFormat {
  const known = relativeFormatters.get(locale);
  if (known) return known;
  const made = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  relativeFormatters.set(locale, made);
  return made;
}
