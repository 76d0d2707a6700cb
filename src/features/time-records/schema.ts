import { z } from "zod";
import { decisions, maxDecided, remarkKinds, timeRecordStatuses } from "#src/features/time-records/values.ts";
import { calendarDay, id, page, pageQuery, text } from "#src/lib/fields.ts";

export const timeRecordStatus = z.enum(timeRecordStatuses);

const timeRecordLine = z.object({
  id: z.string(),
  studentId: z.string(),
  student: z.string(),
  studentNumber: z.string().nullable(),
  placementId: z.string(),
  rotationId: z.string(),
  rotation: z.string(),
  site: z.string(),
  unit: z.string(),
  /** The day of the school on which it began, and its times on the school's clocks. */
  day: z.string(),
  startTime: z.string(),
  endTime: z.string(),
  startedAt: z.string(),
  endedAt: z.string(),
  breakMinutes: z.number().int(),
  /** Worked, without breaks; below zero for an adjustment that takes time away. */
  minutes: z.number().int(),
  activity: z.string(),
  note: z.string().nullable(),
  /** Null: the place of the rotation. */
  place: z.string().nullable(),
  status: timeRecordStatus,
  /** What the supervisor asked, or why they refused. */
  reason: z.string().nullable(),
  answer: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  /** The record that this one adjusts. */
  adjustsId: z.string().nullable(),
  createdAt: z.string(),
  revision: z.number().int(),
  remarks: z.array(z.object({ kind: z.enum(remarkKinds), days: z.number().int().nullable() })),
});
export type TimeRecordLine = z.infer<typeof timeRecordLine>;

export const timeRecordParams = z.strictObject({ id });
const narrowing = {
  studentId: id.optional(),
  /** The first and the last day of the school, both included. */
  from: calendarDay.optional(),
  to: calendarDay.optional(),
};
export const timeRecordsQuery = z.strictObject({ ...narrowing, status: timeRecordStatus.optional(), ...pageQuery });
export type TimeRecordsQuery = z.output<typeof timeRecordsQuery>;
export const timeRecordsAnswer = page(timeRecordLine);
export type TimeRecordsAnswer = z.infer<typeof timeRecordsAnswer>;
export const exportQuery = z.strictObject({ ...narrowing, rotationId: id.optional() });
export type ExportQuery = z.output<typeof exportQuery>;

export const toDecideExportQuery = z.strictObject({
  status: z.enum(["PENDING", "NEEDS_INFO", "APPROVED", "NOT_APPROVED"]).default("PENDING"),
  search: text({ min: 1, max: 200 }).optional(),
});
export const toDecideQuery = toDecideExportQuery.extend(pageQuery);
export type ToDecideQuery = z.output<typeof toDecideQuery>;
const count = z.number().int();
export const toDecideAnswer = page(timeRecordLine).extend({
  counts: z.object({ PENDING: count, NEEDS_INFO: count, APPROVED: count, NOT_APPROVED: count }),
  /** Of all that have this status and match the search, on this page or not. */
  found: z.object({ records: count, students: count, minutes: count }),
});
export type ToDecideAnswer = z.infer<typeof toDecideAnswer>;

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 07:30");

/** Hours on the school's clocks. An end that is not after the start is of the next day. */
const entry = {
  placementId: id,
  day: calendarDay,
  startTime: time,
  endTime: time,
  breakMinutes: z.int().min(0).max(1439).default(0),
  activity: text({ min: 1, max: 200 }),
  note: text({ min: 1, max: 2000 }).nullable().default(null),
  place: text({ min: 1, max: 120 }).nullable().default(null),
};
export const timeRecordBody = z.strictObject({ ...entry, send: z.boolean().default(false) });
export type TimeRecordBody = z.output<typeof timeRecordBody>;
export const changeBody = z.strictObject({
  ...entry,
  /** Needed for hours that came back, which are no draft any more. */
  send: z.boolean().default(false),
  /** To what the supervisor asked. */
  answer: text({ min: 1, max: 2000 }).optional(),
});
export type ChangeBody = z.output<typeof changeBody>;
export const timeRecordAnswer = z.object({ id: z.string(), status: timeRecordStatus, minutes: z.number().int() });
export type TimeRecordAnswer = z.infer<typeof timeRecordAnswer>;

export const sendBody = z.strictObject({
  /** To what the supervisor asked. */
  answer: text({ min: 1, max: 2000 }).optional(),
});

export const adjustBody = z.strictObject({
  minutes: z
    .int()
    .min(-1440)
    .max(1440)
    .refine((minutes) => minutes !== 0, "must not be 0"),
  reason: text({ min: 1, max: 2000 }),
});
export type AdjustBody = z.output<typeof adjustBody>;

export const decideBody = z
  .strictObject({
    decision: z.enum(decisions),
    /** Asked, or why not: for all that were chosen. Needed unless they are approved. */
    reason: text({ min: 1, max: 2000 }).optional(),
    /** With the revision that was seen: one that was sent again since then is left alone. */
    records: z
      .array(z.strictObject({ id, revision: z.int().min(1) }))
      .min(1)
      .max(maxDecided),
  })
  .refine(({ decision, reason }) => decision === "APPROVE" || (reason ?? "").trim() !== "", {
    path: ["reason"],
    message: "is needed",
  });
export type DecideBody = z.output<typeof decideBody>;
export const decideAnswer = z.object({
  decided: z.array(z.string()),
  /** Those that were left as they are, and why. */
  refused: z.array(z.object({ id: z.string(), message: z.string() })),
});
export type DecideAnswer = z.infer<typeof decideAnswer>;

export const hoursQuery = z.strictObject({ studentId: id.optional() });
export const hoursAnswer = z.object({
  /** The school's day. */
  today: z.string(),
  rotations: z.array(
    z.object({
      rotationId: z.string(),
      rotation: z.string(),
      unit: z.string(),
      startsOn: z.string(),
      endsOn: z.string(),
      requiredMinutes: z.number().int().nullable(),
      approvedMinutes: z.number().int(),
      waitingMinutes: z.number().int(),
    }),
  ),
  placements: z.array(
    z.object({
      id: z.string(),
      rotation: z.string(),
      site: z.string(),
      unit: z.string(),
      startsOn: z.string(),
      endsOn: z.string(),
      endedAt: z.string().nullable(),
    }),
  ),
});
export type HoursAnswer = z.infer<typeof hoursAnswer>;

export const timerBody = z.strictObject({ placementId: id });
export const timerAnswer = z.object({
  timer: z
    .object({
      placementId: z.string(),
      rotation: z.string(),
      unit: z.string(),
      day: z.string(),
      startTime: z.string(),
      /** By the server's clock: a phone counts on from here and compares no clocks. */
      elapsedSeconds: z.number().int(),
      breakSeconds: z.number().int(),
      isOnBreak: z.boolean(),
    })
    .nullable(),
});
export type TimerAnswer = z.infer<typeof timerAnswer>;
