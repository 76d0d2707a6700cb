import { z } from "zod";
import { checkKinds, checkReasons, checkStates, findingKinds } from "#src/features/health/values.ts";

export const finding = z.object({
  what: z.enum(findingKinds),
  id: z.string(),
  schoolId: z.string().nullable(),
  count: z.number().nullable(),
});

const check = z.object({
  kind: z.enum(checkKinds),
  /** Null before the first run. */
  state: z.enum(checkStates).nullable(),
  reason: z.enum(checkReasons).nullable(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  /** When it last came to a result, OK or FOUND. */
  lastResultAt: z.string().nullable(),
  /** What the last run looked at. */
  counted: z.number().int(),
  /** Whether the last run ended before the end, where the next goes on. */
  goesOn: z.boolean(),
  /** At most 100. */
  findings: z.array(finding),
});
export type HealthCheck = z.infer<typeof check>;

const backups = z.object({
  reportedAt: z.string(),
  /** Whether a process copies the log all the time, and did so within the last minutes. */
  isFollowing: z.boolean(),
  /** Null before the first whole copy. */
  newest: z.object({ endedAt: z.string(), bytes: z.number(), fileCount: z.number().int() }).nullable(),
  /** Of the log that is not stored yet; null where nothing is followed. */
  bytesBehind: z.number().nullable(),
  /** What `npm run backup:verify` last found here. */
  verified: z.object({ at: z.string(), faults: z.number().int() }).nullable(),
});
export type HealthOfBackups = z.infer<typeof backups>;

export const healthAnswer = z.object({
  checks: z.array(check),
  /** Null where this installation makes none by itself. */
  backups: backups.nullable(),
  workersAlive: z.number().int(),
});
export type HealthAnswer = z.infer<typeof healthAnswer>;

export const checkBody = z.strictObject({ kind: z.enum(checkKinds) });
export const askedCheck = z.object({ kind: z.enum(checkKinds) });
export type AskedCheck = z.infer<typeof askedCheck>;
