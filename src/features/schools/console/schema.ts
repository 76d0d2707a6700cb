import { z } from "zod";
import { timeZone } from "#src/features/schools/schema.ts";
import { limitFilters, schoolStates } from "#src/features/schools/values.ts";
import { id, name, text } from "#src/lib/fields.ts";

export const schoolParams = z.strictObject({ id });

const schoolLine = z.object({
  id: z.string(),
  name: z.string(),
  timeZone: z.string(),
  status: z.enum(schoolStates),
  suspendedAt: z.string().nullable(),
  suspendedReason: z.string().nullable(),
  /** Those who have not left. */
  students: z.number().int(),
  supervisors: z.number().int(),
  admins: z.number().int(),
  /** Null where nothing limits it. */
  maxStudents: z.number().int().nullable(),
  storageBytes: z.number().int(),
  maxStorageBytes: z.number().int().nullable(),
  /** Assessments that were submitted within 7 days. */
  submittedLately: z.number().int(),
  /** When somebody of the school last used a session that is still on record. */
  lastUsedAt: z.string().nullable(),
  createdAt: z.string(),
  revision: z.number().int(),
});
export type SchoolLine = z.infer<typeof schoolLine>;
export const schoolsAnswer = z.object({ items: z.array(schoolLine) });
export type SchoolsAnswer = z.infer<typeof schoolsAnswer>;

export const schoolsExportQuery = z.strictObject({
  search: text({ min: 1, max: 200 }).optional(),
  status: z.enum(schoolStates).optional(),
  limit: z.enum(limitFilters).optional(),
});

const limits = {
  maxStudents: z.int().min(0).max(10_000_000).nullable(),
  maxStorageBytes: z.int().min(0).max(1e15).nullable(),
};

export const newSchoolBody = z.strictObject({
  name: name({ max: 120 }),
  timeZone,
  admin: z.strictObject({ name: name({ max: 120 }), email: z.email().max(254) }),
  maxStudents: limits.maxStudents.default(null),
  maxStorageBytes: limits.maxStorageBytes.default(null),
});
export type NewSchoolBody = z.output<typeof newSchoolBody>;
export const newSchoolAnswer = z.object({ id: z.string(), adminId: z.string() });

export const limitsBody = z.strictObject(limits);
export type LimitsBody = z.output<typeof limitsBody>;
export const suspendBody = z.strictObject({
  reason: text({ min: 1, max: 500 }).refine((v) => v.trim() !== "", "must say why"),
});
export const schoolStateAnswer = z.object({ id: z.string(), status: z.enum(schoolStates), revision: z.number().int() });

const admin = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  status: z.string(),
});
export const adminsAnswer = z.object({ items: z.array(admin) });
export type AdminsAnswer = z.infer<typeof adminsAnswer>;

const part = z.object({
  /** Which part of the program. */
  part: z.enum(["database", "jobs", "events", "email", "files", "redis", "backups"]),
  state: z.enum(["working", "slow", "failed", "not_used", "unknown"]),
  /** Figures of the part by name; which ones differs from part to part. */
  figures: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
});
export type HealthPart = z.infer<typeof part>;

export const healthAnswer = z.object({
  parts: z.array(part),
  version: z.string(),
  uptimeSeconds: z.number(),
  readAt: z.string(),
});
export type HealthAnswer = z.infer<typeof healthAnswer>;
