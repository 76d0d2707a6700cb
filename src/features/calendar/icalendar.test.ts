import fc from "fast-check";
import ICAL from "ical.js";
import { sync } from "node-ical";
import { describe, expect, it } from "vitest";
import { type CalendarEvent, writeCalendar } from "./icalendar.ts";

const event: CalendarEvent = {
  uid: "due-2027-03-28-amina@competency",
  startsOn: "2027-03-28",
  endsOn: "2027-03-28",
  summary: "2 competencies are due",
  description: "Hand hygiene\nInserting a line",
  location: "",
  url: "https://school.test/dashboard/student/competencies",
  changedAt: new Date("2027-01-02T03:04:05.678Z"),
};
const at = new Date("2027-02-01T10:00:00Z");
const write = (...events: Partial<CalendarEvent>[]) =>
  writeCalendar({ name: "North, School", events: events.map((one) => ({ ...event, ...one })), at });

/** What two independent parsers read of it. */
function readByBoth(text: string) {
  const component = new ICAL.Component(ICAL.parse(text));
  const byIcalJs = component.getAllSubcomponents("vevent").map((each) => {
    const { uid, summary, description, location, startDate, endDate } = new ICAL.Event(each);
    return {
      uid,
      summary,
      description: description ?? "",
      location: location ?? "",
      days: [startDate.toString(), endDate.toString()],
    };
  });
  const byNodeIcal = Object.values(sync.parseICS(text)).flatMap((each) =>
    each?.type === "VEVENT"
      ? [
          {
            uid: each.uid,
            summary: String(each.summary),
            description: String(each.description ?? ""),
            location: String(each.location ?? ""),
            days: [each.start, each.end].map((day) => day && localDay(day)),
          },
        ]
      : [],
  );
  return { byIcalJs, byNodeIcal, component };
}

/** node-ical reads a day as the midnight of the machine. */
function localDay(day: Date): string {
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
}

describe("the calendar's file", () => {
  it("is one line after another, with the day after the last as the end", () => {
    expect(write({}).split("\r\n")).toEqual([
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//Student Competency Tracking//Calendar//EN",
      "CALSCALE:GREGORIAN",
      "NAME:North\\, School",
      "X-WR-CALNAME:North\\, School",
      "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
      "X-PUBLISHED-TTL:PT4H",
      "BEGIN:VEVENT",
      "UID:due-2027-03-28-amina@competency",
      "DTSTAMP:20270201T100000Z",
      "LAST-MODIFIED:20270102T030405Z",
      "DTSTART;VALUE=DATE:20270328",
      "DTEND;VALUE=DATE:20270329",
      "SUMMARY:2 competencies are due",
      "DESCRIPTION:Hand hygiene\\nInserting a line",
      "URL:https://school.test/dashboard/student/competencies",
      "TRANSP:TRANSPARENT",
      "END:VEVENT",
      "END:VCALENDAR",
      "",
    ]);
  });

  it("has the same days for two parsers over both changes of the clocks", () => {
    const text = write(
      ...["2027-03-27", "2027-03-28", "2027-03-29", "2027-10-30", "2027-10-31", "2027-11-01"].map((day) => ({
        uid: day,
        startsOn: day,
        endsOn: day,
      })),
      { uid: "span", startsOn: "2027-03-20", endsOn: "2027-11-05" },
    );
    const { byIcalJs, byNodeIcal } = readByBoth(text);
    expect(byIcalJs.map(({ days }) => days)).toEqual([
      ["2027-03-27", "2027-03-28"],
      ["2027-03-28", "2027-03-29"],
      ["2027-03-29", "2027-03-30"],
      ["2027-10-30", "2027-10-31"],
      ["2027-10-31", "2027-11-01"],
      ["2027-11-01", "2027-11-02"],
      ["2027-03-20", "2027-11-06"],
    ]);
    expect(byNodeIcal).toEqual(byIcalJs);
  });

  it("has no line of more than 75 bytes, cuts no letter, and is read as it was written, whatever is in it", () => {
    const words = fc.string({ unit: fc.oneof(fc.constantFrom(..."\\;,:\n\"'=^ äß中🩺"), fc.string({ maxLength: 1 })) });
    fc.assert(
      fc.property(words, words, words, (summary, description, location) => {
        const text = write({ summary, description, location });
        for (const line of text.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
        const { component } = readByBoth(text);
        const read = component.getFirstSubcomponent("vevent");
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what the file may not contain.
        const kept = (given: string) => given.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
        for (const [name, given] of Object.entries({ summary, description, location })) {
          expect(read?.getFirstPropertyValue(name) ?? "").toBe(kept(given));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("is folded where a long name has letters of several bytes", () => {
    const summary = "Händehygiene vor und nach jedem Kontakt, 手指衛生 🩺 ".repeat(8).trim();
    const { byIcalJs, byNodeIcal } = readByBoth(write({ summary }));
    expect([byIcalJs[0]?.summary, byNodeIcal[0]?.summary]).toEqual([summary, summary]);
  });
});
