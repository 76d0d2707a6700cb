import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { defaultGraceDays } from "#src/features/privacy/rules.ts";
import { erasureStates, exportStates } from "#src/features/privacy/values.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { deleteBatch } from "#src/platform/db/delete-outdated.ts";
import { type Params, type RowOf, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { erasures as e, legalHolds as h, personExports as x } from "#src/platform/db/tables/privacy.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Sealed, sealedColumn } from "#src/platform/sealed/field.ts";

/** Days for which a request to be erased can be taken back. */
export const graceDaysOf = sql`coalesce((${schools.settings} ->> 'erasureGraceDays')::int, ${sql.raw(String(defaultGraceDays))})`;

/** Whom a request is about, as the asker may see them. */
export const selectPerson = sqlStatement(
  "privacy_person",
  z.object({
    id: z.string(),
    schoolId: z.string(),
    name: z.string(),
    role: z.string(),
    hasOtherAdmin: z.boolean(),
    graceDays: z.number(),
    timeZone: z.string(),
  }),
  (p: Params<{ userId: string }>) => sql`
    select ${users.id}, ${users.schoolId} as "schoolId", ${users.name}, ${users.role},
      exists (select from ${users} o where o.school_id = ${users.schoolId} and o.id <> ${users.id}
        and o.role = 'SCHOOL_ADMIN' and o.status = 'ACTIVE') as "hasOtherAdmin",
      ${graceDaysOf} as "graceDays",
      ${schools.timeZone} as "timeZone"
    from ${users} join ${schools} on ${schools.id} = ${users.schoolId} where ${users.id} = ${p.userId}`,
);

// Exports.

const exportRow = z.object({
  exportId: z.string(),
  userId: z.string(),
  requestedBy: z.string(),
  personName: z.string(),
  state: z.enum(exportStates),
  progress: z.number(),
  error: z.string().nullable(),
  requestedAt: z.date(),
  sizeBytes: z.coerce.number().nullable(),
  expiresAt: z.date().nullable(),
});
export type ExportRow = z.output<typeof exportRow>;

const exportColumns = sql`${x.id} as "exportId", ${x.userId} as "userId", ${x.requestedBy} as "requestedBy",
  coalesce(${users.name}, '') as "personName", ${x.state}, ${x.progress}, ${x.error}, ${x.requestedAt} as "requestedAt",
  case when ${x.expiresAt} > now() then ${x.sizeBytes} end as "sizeBytes",
  case when ${x.storageKey} is not null and ${x.expiresAt} > now() then ${x.expiresAt} end as "expiresAt"`;
const exportSource = sql`${x} left join ${users} on ${users.id} = ${x.userId}`;

export const selectExport = sqlStatement(
  "person_export_get",
  exportRow,
  (p: Params<{ id: string }>) => sql`select ${exportColumns} from ${exportSource} where ${x.id} = ${p.id}`,
);

/** Those about the reader and those that they asked for, newest first. */
export const selectOwnExports = sqlStatement(
  "person_exports_own",
  exportRow,
  (p: Params<{ userId: string }>) => sql`
    select ${exportColumns} from ${exportSource} where ${x.userId} = ${p.userId} or ${x.requestedBy} = ${p.userId}
    order by ${x.requestedAt} desc, ${x.id} limit 20`,
);

export const selectSchoolExports = sqlStatement(
  "person_exports_school",
  exportRow,
  (p: Params<{ schoolId: string }>) => sql`
    select ${exportColumns} from ${exportSource} where ${x.schoolId} = ${p.schoolId}
    order by ${x.requestedAt} desc, ${x.id} limit 100`,
);

/** Returns nothing where one is on its way. */
export const insertExport = sqlStatement(
  "person_export_insert",
  z.object({ id: z.string() }),
  (p: Params<{ id: string; schoolId: string; userId: string; requestedBy: string }>) => sql`
    insert into ${x} (id, school_id, user_id, requested_by) values (${p.id}, ${p.schoolId}, ${p.userId}, ${p.requestedBy})
    on conflict (user_id, requested_by) where state in ('QUEUED', 'RUNNING') do nothing returning id`,
);

export const selectLiveExport = sqlStatement(
  "person_export_live",
  exportRow,
  (p: Params<{ userId: string; requestedBy: string }>) => sql`
    select ${exportColumns} from ${exportSource}
    where ${x.userId} = ${p.userId} and ${x.requestedBy} = ${p.requestedBy} and ${isOneOf(x.state, "QUEUED", "RUNNING")}`,
);

export const lockExport = statement("person_export_lock", (db, p: Params<{ id: string }>) =>
  db
    .select({ id: x.id, schoolId: x.schoolId, userId: x.userId, requestedBy: x.requestedBy, state: x.state })
    .from(x)
    .where(eq(x.id, p.id))
    .for("update"),
);
export type LockedExport = RowOf<typeof lockExport>;

export const moveExport = sqlWrite(
  "person_export_move",
  (p: Params<{ id: string; state: string; progress: number; error: string | null }>) => sql`
    update ${x} set state = ${p.state}, progress = ${p.progress}, error = ${p.error},
      finished_at = case when ${p.state} in ('DONE', 'FAILED', 'CANCELLED') then now() end
    where ${x.id} = ${p.id}`,
);

/** No row where it was cancelled meanwhile. */
export const updateExportProgress = sqlWrite(
  "person_export_progress",
  (p: Params<{ id: string; progress: number }>) => sql`
    update ${x} set progress = ${p.progress} where ${x.id} = ${p.id} and ${isOneOf(x.state, "RUNNING")}`,
);

type Stored = { id: string; storageKey: string; sizeBytes: number; sha256: string; expiresAt: Date };

export const storeExport = sqlWrite(
  "person_export_store",
  (p: Params<Stored>) => sql`
    update ${x} set storage_key = ${p.storageKey}, size_bytes = ${p.sizeBytes}, sha256 = ${p.sha256},
      expires_at = ${p.expiresAt} where ${x.id} = ${p.id}`,
);

export const selectExportFile = statement("person_export_file", (db, p: Params<{ id: string; reader: string }>) =>
  db
    .select({
      schoolId: x.schoolId,
      userId: x.userId,
      key: sql<string>`${x.storageKey}`,
      sizeBytes: sql<number>`${x.sizeBytes}`.mapWith(Number),
      sha256: sql<string>`${x.sha256}`,
      requestedAt: x.requestedAt,
    })
    .from(x)
    .where(
      and(
        eq(x.id, p.id),
        isOneOf(x.state, "DONE"),
        sql`${x.storageKey} is not null and ${x.expiresAt} > now() and ${p.reader} in (${x.userId}, ${x.requestedBy})`,
      ),
    ),
);

/** The trigger hands the content to the collector of files. */
export const expireExports = sqlWrite(
  "person_exports_expire",
  () => sql`update ${x} set storage_key = null, size_bytes = null, sha256 = null
    where ${x.storageKey} is not null and ${x.expiresAt} <= now()`,
);
export const forgetExports = sqlWrite("person_exports_forget", () =>
  deleteBatch(x, sql`${x.finishedAt} < now() - interval '90 days'`),
);

// Erasures.

const erasureRow = z.object({
  erasureId: z.string(),
  userId: z.string(),
  personName: z.string(),
  state: z.enum(erasureStates),
  requestedAt: z.date(),
  dueAt: z.date(),
  isHeld: z.boolean(),
  finishedAt: z.date().nullable(),
  proof: z.record(z.string(), z.object({ deleted: z.number(), changed: z.number() })),
});
export type ErasureRow = z.output<typeof erasureRow>;

const erasureColumns = sql`${e.id} as "erasureId", ${e.userId} as "userId", coalesce(${users.name}, '') as "personName",
  ${e.state}, ${e.requestedAt} as "requestedAt", ${e.dueAt} as "dueAt", ${e.heldSince} is not null as "isHeld",
  ${e.finishedAt} as "finishedAt", ${e.proof}`;
const erasureSource = sql`${e} left join ${users} on ${users.id} = ${e.userId}`;

export const selectErasure = sqlStatement(
  "erasure_get",
  erasureRow,
  (p: Params<{ id: string }>) => sql`select ${erasureColumns} from ${erasureSource} where ${e.id} = ${p.id}`,
);

export const selectErasuresOf = sqlStatement(
  "erasures_of",
  erasureRow,
  (p: Params<{ userId: string }>) => sql`
    select ${erasureColumns} from ${erasureSource} where ${e.userId} = ${p.userId} order by ${e.requestedAt} desc limit 20`,
);

export const selectSchoolErasures = sqlStatement(
  "erasures_school",
  erasureRow,
  (p: Params<{ schoolId: string }>) => sql`
    select ${erasureColumns} from ${erasureSource} where ${e.schoolId} = ${p.schoolId}
    order by ${isOneOf(e.state, "WAITING", "RUNNING")} desc, ${e.requestedAt} desc, ${e.id} limit 200`,
);

export const insertErasure = statement(
  "erasure_insert",
  (db, p: Params<{ id: string; schoolId: string; userId: string; requestedBy: string; dueAt: Date }>) =>
    db
      .insert(e)
      .values({ id: p.id, schoolId: p.schoolId, userId: p.userId, requestedBy: p.requestedBy, dueAt: p.dueAt }),
);

export const lockErasure = statement("erasure_lock", (db, p: Params<{ id: string }>) =>
  db
    .select({
      id: e.id,
      schoolId: e.schoolId,
      userId: e.userId,
      state: e.state,
      dueAt: e.dueAt,
      heldSince: e.heldSince,
      steps: e.steps,
      proof: e.proof,
    })
    .from(e)
    .where(eq(e.id, p.id))
    .for("update"),
);
export type LockedErasure = RowOf<typeof lockErasure>;

export const cancelErasureRow = sqlWrite(
  "erasure_cancel",
  (p: Params<{ id: string; endedBy: string }>) => sql`
    update ${e} set state = 'CANCELLED', finished_at = now(), ended_by = ${p.endedBy} where ${e.id} = ${p.id}`,
);

// Holds.

const holdRow = z.object({
  holdId: z.string(),
  schoolId: z.string(),
  userId: z.string(),
  personName: z.string(),
  reason: sealedColumn,
  placedBy: z.string(),
  placedAt: z.date(),
  liftedAt: z.date().nullable(),
});
export type HoldRow = z.output<typeof holdRow>;

const holdColumns = sql`${h.id} as "holdId", ${h.schoolId} as "schoolId", ${h.userId} as "userId", coalesce(${users.name}, '') as "personName",
  ${h.reason}, coalesce(by.name, '') as "placedBy", ${h.placedAt} as "placedAt", ${h.liftedAt} as "liftedAt"`;
const holdSource = sql`${h} left join ${users} on ${users.id} = ${h.userId} left join ${users} by on by.id = ${h.placedBy}`;

export const selectHolds = sqlStatement(
  "legal_holds_list",
  holdRow,
  (p: Params<{ schoolId: string }>) => sql`
    select ${holdColumns} from ${holdSource} where ${h.schoolId} = ${p.schoolId}
    order by ${h.liftedAt} is null desc, ${h.placedAt} desc, ${h.id} limit 200`,
);

/** Returns nothing where the person is held already. */
export const insertHold = sqlStatement(
  "legal_hold_insert",
  z.object({ id: z.string() }),
  (p: Params<{ id: string; schoolId: string; userId: string; reason: Sealed; placedBy: string }>) => sql`
    insert into ${h} (id, school_id, user_id, reason, placed_by)
    values (${p.id}, ${p.schoolId}, ${p.userId}, ${p.reason}, ${p.placedBy})
    on conflict (school_id, user_id) where lifted_at is null do nothing returning id`,
);

export const liftHoldRow = sqlWrite(
  "legal_hold_lift",
  (p: Params<{ id: string; liftedBy: string }>) => sql`
    update ${h} set lifted_at = now(), lifted_by = ${p.liftedBy} where ${h.id} = ${p.id} and ${h.liftedAt} is null`,
);

export const lockHold = statement("legal_hold_lock", (db, p: Params<{ id: string }>) =>
  db
    .select({ id: h.id, schoolId: h.schoolId, userId: h.userId, liftedAt: h.liftedAt })
    .from(h)
    .where(eq(h.id, p.id))
    .for("update"),
);
