import { expect, it } from "vitest";
import { emptyDraft, endsNextDay, entryOf, gapsOf, workedMinutes } from "./hours-form.ts";

const draft = { ...emptyDraft("placement_1", "2026-11-24"), startTime: "07:00", endTime: "15:30" };

it("counts the minutes without the break", () => {
  expect(workedMinutes(draft)).toBe(480);
  expect(workedMinutes({ ...draft, breakMinutes: "" })).toBe(510);
  expect(workedMinutes({ ...draft, endTime: "" })).toBe(null);
});

it("takes an end before the start as one of the next day", () => {
  const night = { ...draft, startTime: "19:00", endTime: "07:30", breakMinutes: "60" };
  expect([endsNextDay(night), workedMinutes(night)]).toEqual([true, 690]);
  expect(endsNextDay(draft)).toBe(false);
});

it("names what is missing, and sends empty texts as none", () => {
  expect(gapsOf({ ...draft, startTime: "", breakMinutes: "half an hour" })).toEqual(["startTime", "breakMinutes"]);
  expect(gapsOf(draft)).toEqual([]);
  expect(entryOf({ ...draft, place: " ", breakMinutes: "" })).toMatchObject({
    place: null,
    note: null,
    breakMinutes: 0,
  });
});
