import type { FieldError } from "#src/errors.ts";
import type { Decision, remarkKinds } from "#src/features/time-records/values.ts";
import { addDays, dayIn, dayWords, instantOf } from "#src/lib/day.ts";
import type { StateTable } from "#src/lib/state-table.ts";
import type { timeRecords } from "#src/platform/db/tables/time-records.ts";

export type TimeRecordStatus = (typeof timeRecords.$inferSelect)["status"];
export type TimeRecordActor = "student" | "decider";

/** After APPROVED only an adjustment entry. */
export const timeRecordSteps: StateTable<TimeRecordStatus, TimeRecordActor> = {
  thing: "time record",
  steps: {
    NEW: { DRAFT: ["student"] },
    DRAFT: { PENDING: ["student"] },
    // A supervisor of the placement, or the school where none is left who may.
    PENDING: { APPROVED: ["decider"], NOT_APPROVED: ["decider"], NEEDS_INFO: ["decider"] },
    NEEDS_INFO: { PENDING: ["student"] },
    NOT_APPROVED: { PENDING: ["student"] },
    APPROVED: {},
  },
};

/** What a record becomes by a decision. */
export const statusAfter = {
  APPROVE: "APPROVED",
  REFUSE: "NOT_APPROVED",
  ASK: "NEEDS_INFO",
} as const satisfies Record<Decision, TimeRecordStatus>;

const minuteMs = 60_000;
const dayMinutes = 24 * 60;

export type Span = { startedAt: Date; endedAt: Date };

/** Hours as they are written down: a day of the school and two times of its clocks. */
export type Written = { day: string; startTime: string; endTime: string };

/**
 * The instants of what was written. An end that is not after the start is of the next day. A time that the clocks skip
 * when they are set forward is a fault.
 */
export function spanOf({ day, startTime, endTime }: Written, timeZone: string): Span | FieldError {
  const startedAt = instantOf(day, startTime, timeZone);
  if (!startedAt) return { path: "startTime", message: skipped };
  const endedAt = instantOf(endTime > startTime ? day : addDays(day, 1), endTime, timeZone);
  return endedAt ? { startedAt, endedAt } : { path: "endTime", message: skipped };
}

const skipped = "did not exist on that day, since the clocks were set forward";

export function lengthMinutes({ startedAt, endedAt }: Span): number {
  return Math.floor((endedAt.getTime() - startedAt.getTime()) / minuteMs);
}

/** Hours of the student that are recorded already. */
export type Recorded = Span & { minutes: number; isAdjustment: boolean; status: TimeRecordStatus };

type Entry = Span & { breakMinutes: number };

type Known = {
  now: Date;
  timeZone: string;
  placement: { startsOn: string; endsOn: string; endedAt: Date | null };
  /** Without the entry itself. */
  recorded: readonly Recorded[];
  /** Since when the student's timer runs. */
  timerStartedAt: Date | null;
};

export type Fault = FieldError & { isConflict?: true };

/** Why an entry is refused; undefined where it is not. The database holds the same, also for entries sent at once. */
export function faultOfEntry(entry: Entry, known: Known): Fault | undefined {
  const length = lengthMinutes(entry);
  if (length < 1 || length > dayMinutes) return { path: "endTime", message: "must lie within 24 hours of the start" };
  if (entry.endedAt > known.now) return { path: "endTime", message: "must not lie in the future" };
  if (entry.breakMinutes >= length) return { path: "breakMinutes", message: "must be shorter than the time itself" };
  const { placement, timeZone } = known;
  const day = dayIn(entry.startedAt, timeZone);
  const isEnded = placement.endedAt !== null && entry.startedAt >= placement.endedAt;
  if (day < placement.startsOn || day > placement.endsOn || isEnded) {
    return { path: "day", message: "must lie within the placement" };
  }
  const overlapped = known.recorded.find((other) => !other.isAdjustment && overlaps(entry, other));
  if (overlapped) return { path: "startTime", message: "overlaps hours that are recorded already", isConflict: true };
  if (known.timerStartedAt && entry.endedAt > known.timerStartedAt) {
    return { path: "endTime", message: "overlaps the timer, which is running", isConflict: true };
  }
  const own: Recorded = { ...entry, minutes: length - entry.breakMinutes, isAdjustment: false, status: "PENDING" };
  const full = fullDay([...known.recorded, own], daysOf(entry, timeZone), timeZone);
  return full
    ? { path: "day", message: `would have more than 24 hours in all (${dayWords(full)})`, isConflict: true }
    : undefined;
}

/** Why an adjustment is refused: more is taken away than there is, or the day gets more than 24 hours. */
export function faultOfAdjustment(
  minutes: number,
  adjusted: Recorded,
  known: { timeZone: string; adjustedBy: number; recorded: readonly Recorded[] },
): Fault | undefined {
  if (minutes === 0) return { path: "minutes", message: "must not be 0" };
  if (adjusted.minutes + known.adjustedBy + minutes < 0) {
    return { path: "minutes", message: "takes away more than was worked" };
  }
  const own: Recorded = { ...adjusted, minutes, isAdjustment: true, status: "PENDING" };
  const day = dayIn(adjusted.startedAt, known.timeZone);
  const full = fullDay([...known.recorded, own], [day], known.timeZone);
  return full ? { path: "minutes", message: "would make more than 24 hours on that day", isConflict: true } : undefined;
}

function overlaps(one: Span, other: Span): boolean {
  return one.startedAt < other.endedAt && one.endedAt > other.startedAt;
}

/** The first of the days that has more than 24 hours. */
function fullDay(records: readonly Recorded[], days: readonly string[], timeZone: string): string | undefined {
  return days.find((day) => minutesOn(day, records, timeZone) > dayMinutes + 0.01);
}

/**
 * The minutes worked on a day of the school. What was worked past midnight counts on both days by its share; an
 * adjustment counts on the day on which what it adjusts began. What was refused does not count.
 */
export function minutesOn(day: string, records: readonly Recorded[], timeZone: string): number {
  const dayStart = startOf(day, timeZone);
  const dayEnd = startOf(addDays(day, 1), timeZone);
  let sum = 0;
  for (const { startedAt, endedAt, minutes, isAdjustment, status } of records) {
    if (status === "NOT_APPROVED") continue;
    const start = startedAt.getTime();
    if (isAdjustment) {
      if (start >= dayStart && start < dayEnd) sum += minutes;
      continue;
    }
    const shared = Math.min(endedAt.getTime(), dayEnd) - Math.max(start, dayStart);
    if (shared > 0) sum += (minutes * shared) / (endedAt.getTime() - start);
  }
  return sum;
}

/** Where the clocks are set forward at midnight, the day begins an hour later. */
function startOf(day: string, timeZone: string): number {
  const start = instantOf(day, "00:00", timeZone) ?? instantOf(day, "01:00", timeZone);
  if (!start) throw new Error(`${day} has no beginning in ${timeZone}`);
  return start.getTime();
}

function daysOf({ startedAt, endedAt }: Span, timeZone: string): string[] {
  const first = dayIn(startedAt, timeZone);
  const last = dayIn(new Date(endedAt.getTime() - 1), timeZone);
  return first === last ? [first] : [first, last];
}

export type Remark = { kind: (typeof remarkKinds)[number]; days: number | null };

const longMinutes = 12 * 60;
/** Entered within a week is in time. */
const lateDays = 7;

/** What stands out about an entry to whoever approves it: such entries are looked at one by one. */
export function remarksOf(
  entry: Span & { breakMinutes: number; place: string | null; createdAt: Date; isAdjustment: boolean },
): Remark[] {
  if (entry.isAdjustment) return [];
  const remarks: Remark[] = [];
  if (entry.breakMinutes === 0 && lengthMinutes(entry) > longMinutes) remarks.push({ kind: "NO_BREAK", days: null });
  const days = Math.floor((entry.createdAt.getTime() - entry.endedAt.getTime()) / (dayMinutes * minuteMs));
  if (days > lateDays) remarks.push({ kind: "LATE", days });
  if (entry.place !== null) remarks.push({ kind: "OTHER_PLACE", days: null });
  return remarks;
}

/** What a timer that is stopped becomes: whole minutes, at most 24 hours of which the break is less than all. */
export function entryOfTimer(timer: { startedAt: Date; breakSeconds: number }, stoppedAt: Date): Entry {
  const start = Math.floor(timer.startedAt.getTime() / minuteMs) * minuteMs;
  const stop = Math.floor(stoppedAt.getTime() / minuteMs) * minuteMs;
  const end = Math.min(Math.max(stop, start + minuteMs), start + dayMinutes * minuteMs);
  const span = { startedAt: new Date(start), endedAt: new Date(end) };
  return { ...span, breakMinutes: Math.min(Math.round(timer.breakSeconds / 60), lengthMinutes(span) - 1) };
}
