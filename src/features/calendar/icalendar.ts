import { addDays } from "#src/lib/day.ts";

/** Whole days, so that no time zone is needed: a day is that of the school, shown as this day everywhere. */
export type CalendarEvent = {
  uid: string;
  startsOn: string;
  /** The last day; the file names the day after it. */
  endsOn: string;
  summary: string;
  description: string;
  location: string;
  url: string;
  changedAt: Date;
};

const refreshEvery = "PT4H";

/** A calendar by RFC 5545, with the two lines of RFC 7986 by which programs know its name and how often to ask. */
export function writeCalendar({ name, events, at }: { name: string; events: readonly CalendarEvent[]; at: Date }) {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Student Competency Tracking//Calendar//EN",
    "CALSCALE:GREGORIAN",
    `NAME:${escaped(name)}`,
    `X-WR-CALNAME:${escaped(name)}`,
    `REFRESH-INTERVAL;VALUE=DURATION:${refreshEvery}`,
    `X-PUBLISHED-TTL:${refreshEvery}`,
    ...events.flatMap((event) => linesOf(event, at)),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

function linesOf({ uid, startsOn, endsOn, summary, description, location, url, changedAt }: CalendarEvent, at: Date) {
  return [
    "BEGIN:VEVENT",
    `UID:${escaped(uid)}`,
    `DTSTAMP:${utc(at)}`,
    `LAST-MODIFIED:${utc(changedAt)}`,
    `DTSTART;VALUE=DATE:${date(startsOn)}`,
    `DTEND;VALUE=DATE:${date(addDays(endsOn, 1))}`,
    `SUMMARY:${escaped(summary)}`,
    ...(description ? [`DESCRIPTION:${escaped(description)}`] : []),
    ...(location ? [`LOCATION:${escaped(location)}`] : []),
    `URL:${url}`,
    // Nobody is busy all day because something is due.
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ];
}

function date(day: string): string {
  return day.replaceAll("-", "");
}

function utc(at: Date): string {
  return at.toISOString().replace(/[-:]|\.\d+/g, "");
}

/** A TEXT value: no line break, comma, semicolon or backslash of it is taken for one of the file, nor a control character. */
function escaped(text: string): string {
  return text
    .replace(/\r\n?|\n/g, "\n")
    .replace(/[\\;,]/g, (sign) => `\\${sign}`)
    .replaceAll("\n", "\\n")
    .replace(/\p{Cc}/gu, (sign) => (sign === "\t" ? sign : ""));
}

const lineBytes = 75;

/** Lines of at most 75 bytes; a line that begins with a space goes on with the one before. No letter is cut in two. */
function folded(line: string): string {
  let text = "";
  let bytes = 0;
  for (const letter of line) {
    const size = Buffer.byteLength(letter);
    if (bytes + size > lineBytes) {
      text += "\r\n ";
      bytes = 1;
    }
    text += letter;
    bytes += size;
  }
  return text;
}
