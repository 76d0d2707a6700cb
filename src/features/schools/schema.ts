import { z } from "zod";
import { dueReminders } from "#src/features/schools/values.ts";
import { isColor } from "#src/lib/brand-colors.ts";
import { isDayOfYear } from "#src/lib/day.ts";
import { calendarDay, id, name } from "#src/lib/fields.ts";

/** The name of a zone of the IANA database; that the database knows it is checked where it is written. */
export const timeZone = z.string().regex(/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/, "must be a time zone such as Europe/Oslo");

const limits = z.object({
  /** Null where nothing limits it. */
  maxStudents: z.number().int().nullable(),
  students: z.number().int(),
  maxStorageBytes: z.number().int().nullable(),
  storageBytes: z.number().int(),
});

export const schoolAnswer = z.object({
  id: z.string(),
  name: z.string(),
  timeZone: z.string(),
  academicYearStarts: z.string(),
  color: z.string().nullable(),
  /** The address of the logo. */
  logo: z.string().nullable(),
  reassessAfterDays: z.number().int(),
  /** How many days before a due date its student is reminded, the most first; empty for no reminders. */
  dueReminderDays: z.array(z.number().int()),
  /** Whether an assessment by a guest counts only once the school has confirmed it. */
  confirmsGuests: z.boolean(),
  /** Whether the competencies of a new framework ask for a second signature. */
  countersigns: z.boolean(),
  /** Whether the address of the network is recorded with the use of those who agreed to learning analytics. */
  recordsAddresses: z.boolean(),
  /** Days for which a request to be erased can be taken back. */
  erasureGraceDays: z.number().int(),
  limits,
  /** Named by If-Match of a change. */
  revision: z.number().int(),
});
export type SchoolAnswer = z.infer<typeof schoolAnswer>;

export const schoolChange = z.strictObject({
  name: name({ max: 120 }).optional(),
  timeZone: timeZone.optional(),
  academicYearStarts: z.string().refine(isDayOfYear, "must be a day such as 09-01").optional(),
  color: z.string().refine(isColor, "must be a colour such as #1a5da8").nullable().optional(),
  reassessAfterDays: z.int().min(1).max(365).optional(),
  dueReminderDays: z
    .array(z.int().min(dueReminders.minDays).max(dueReminders.maxDays))
    .max(dueReminders.most)
    .refine((days) => new Set(days).size === days.length, "must name each number of days once")
    .transform((days) => days.toSorted((a, b) => b - a))
    .optional(),
  confirmsGuests: z.boolean().optional(),
  countersigns: z.boolean().optional(),
  recordsAddresses: z.boolean().optional(),
  erasureGraceDays: z.int().min(0).max(90).optional(),
});
export type SchoolChange = z.output<typeof schoolChange>;

export const logoAnswer = z.object({ logo: z.string().nullable(), revision: z.number().int() });

export const termParams = z.strictObject({ id });
const term = z.object({ id: z.string(), name: z.string(), startsOn: z.string(), endsOn: z.string() });
export type Term = z.infer<typeof term>;
export const termsAnswer = z.object({ items: z.array(term) });
export type TermsAnswer = z.infer<typeof termsAnswer>;

export const termBody = z.strictObject({
  name: name({ max: 120 }),
  startsOn: calendarDay,
  endsOn: calendarDay,
  /** Two terms of a school share no day unless this says that they may. */
  mayOverlap: z.boolean().default(false),
});
export type TermBody = z.output<typeof termBody>;
export const termAnswer = z.object({ id: z.string() });
