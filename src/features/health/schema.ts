import { z } from "zod";
import {
  checkKinds,
  checkReasons,
  checkStates,
  errorSources,
  errorStates,
  findingKinds,
} from "#src/features/health/values.ts";
import { page, pageQuery } from "#src/lib/fields.ts";

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
  /** All that was stored before `upTo` is in the second place too, null while that is not known; null without such a place. */
  second: z.object({ upTo: z.string().nullable(), isAway: z.boolean() }).nullable(),
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

export const databaseAnswer = z.object({
  /** At most 15 s ago. */
  readAt: z.string(),
  /** Whether the server shows the program what sessions of others do, replicas and statements. */
  isSeen: z.boolean(),
  bytes: z.number(),
  /** Those to this database by the server's word for their state, the most first; null where they are not seen. */
  connections: z.array(z.object({ state: z.string(), count: z.number().int() })).nullable(),
  /** Those to the server, and how many it takes. */
  connectionsUsed: z.number().int(),
  connectionsMost: z.number().int(),
  /** Null where it is not seen. */
  longestTransactionSeconds: z.number().nullable(),
  locksWaiting: z.number().int(),
  lockWaitSeconds: z.number(),
  /** The largest; `deadShare` is of all rows, 0 to 1, as the server estimates it. */
  tables: z.array(z.object({ name: z.string(), bytes: z.number(), deadShare: z.number() })),
  /** Null where they are not seen, and `bytes` where the replica has not said. */
  replicas: z.array(z.object({ name: z.string(), bytes: z.number().nullable(), seconds: z.number() })).nullable(),
  /**
   * Those that took longest in all, by their name in the program, of others the beginning without values; null without
   * pg_stat_statements. `share` is of the time of all, 0 to 1.
   */
  statements: z
    .array(z.object({ name: z.string(), calls: z.number().int(), meanMs: z.number(), share: z.number() }))
    .nullable(),
});
export type DatabaseAnswer = z.infer<typeof databaseAnswer>;

export const errorsQuery = z.strictObject({
  state: z.enum(["RESOLVED", "UNRESOLVED"]).optional(),
  ...pageQuery,
});

/** All errors of one fingerprint. Quoted words, names, ids and numbers of its message are left out. */
const errorGroup = z.object({
  id: z.string(),
  process: z.enum(errorSources),
  kind: z.string(),
  /** Empty where a process had too many to tell apart. */
  message: z.string(),
  /** The innermost function of the program's own code, where it is known. */
  place: z.string().nullable(),
  /** Of the latest, innermost first. */
  stack: z.array(z.string()),
  /** The pattern of an endpoint or a page, or a job. */
  route: z.string().nullable(),
  times: z.number().int(),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  /** In which it was seen, the newest last, at most ten. */
  releases: z.array(z.string()),
  state: z.enum(errorStates),
});
export type ErrorGroup = z.infer<typeof errorGroup>;

export const errorsAnswer = page(errorGroup);
export type ErrorsAnswer = z.infer<typeof errorsAnswer>;

export const errorParams = z.strictObject({ id: z.string().max(40) });
export const errorStateAnswer = z.object({ id: z.string(), state: z.enum(errorStates) });
export type ErrorStateAnswer = z.infer<typeof errorStateAnswer>;
