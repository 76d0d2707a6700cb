import type { TimeRecordLine } from "#src/features/time-records/schema.ts";
import { timerActivity } from "#src/features/time-records/values.ts";
import type { EntryInput } from "./use-hours.ts";

/** What the form of hours holds, all as text. */
export type HoursDraft = {
  placementId: string;
  day: string;
  startTime: string;
  endTime: string;
  breakMinutes: string;
  activity: string;
  place: string;
  note: string;
};

export function emptyDraft(placementId: string, day: string): HoursDraft {
  return {
    placementId,
    day,
    startTime: "",
    endTime: "",
    breakMinutes: "30",
    activity: timerActivity,
    place: "",
    note: "",
  };
}

export function draftOf(line: TimeRecordLine): HoursDraft {
  return {
    placementId: line.placementId,
    day: line.day,
    startTime: line.startTime,
    endTime: line.endTime,
    breakMinutes: String(line.breakMinutes),
    activity: line.activity,
    place: line.place ?? "",
    note: line.note ?? "",
  };
}

/** The same hours on another day. */
export function repeatedOn(line: TimeRecordLine, day: string): HoursDraft {
  return { ...draftOf(line), day, note: "" };
}

export function entryOf(draft: HoursDraft): EntryInput {
  return {
    placementId: draft.placementId,
    day: draft.day,
    startTime: draft.startTime,
    endTime: draft.endTime,
    breakMinutes: Number(draft.breakMinutes || "0"),
    activity: draft.activity.trim(),
    place: draft.place.trim() || null,
    note: draft.note.trim() || null,
  };
}

/** The fields that keep the draft from being saved. */
export function gapsOf(draft: HoursDraft): (keyof HoursDraft)[] {
  const gaps = (["day", "startTime", "endTime", "activity"] as const).filter((name) => draft[name].trim() === "");
  return /^\d{0,4}$/.test(draft.breakMinutes) ? gaps : [...gaps, "breakMinutes"];
}

export function endsNextDay({ startTime, endTime }: HoursDraft): boolean {
  return startTime !== "" && endTime !== "" && endTime <= startTime;
}

/** Minutes without the break by the times alone; null until both are there. The server counts by the school's clocks. */
export function workedMinutes(draft: HoursDraft): number | null {
  if (draft.startTime === "" || draft.endTime === "") return null;
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
  const length = minutes(draft.endTime) - minutes(draft.startTime) + (endsNextDay(draft) ? 1440 : 0);
  return length - Number(draft.breakMinutes || "0");
}
