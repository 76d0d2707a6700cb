import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { assessmentFiles, assessments } from "#src/platform/db/tables/assessments.ts";
import { submissionFiles } from "#src/platform/db/tables/competency-submissions.ts";
import { fileRemovals, files } from "#src/platform/db/tables/files.ts";

export const selectFile = statement("file_get", (db, p: Params<{ fileId: string }>) =>
  db
    .select({
      schoolId: files.schoolId,
      name: files.name,
      sizeBytes: files.sizeBytes,
      mediaType: files.mediaType,
      sha256: files.sha256,
      key: files.storageKey,
    })
    .from(files)
    .where(eq(files.id, p.fileId)),
);

/** The lines of one's own uploads, for a form that knows only their ids. */
export const selectOwnFiles = statement("files_own", (db, p: Params<{ userId: string; ids: string[] }>) =>
  db
    .select({ fileId: files.id, name: files.name, sizeBytes: files.sizeBytes, mediaType: files.mediaType })
    .from(files)
    .where(and(eq(files.uploadedBy, p.userId), sql`${files.id} = any(${p.ids}::text[])`)),
);

/** What a person has in the store, and how much of it nothing uses. */
export const countOwnFiles = sqlStatement(
  "files_own_count",
  z.object({ loose: z.number(), sizeBytes: z.number() }),
  (p: Params<{ userId: string }>) => sql`
    select count(*) filter (where ${files.looseSince} is not null)::int as loose,
      coalesce(sum(${files.sizeBytes}), 0)::float8 as "sizeBytes"
    from ${files} where ${files.uploadedBy} = ${p.userId}`,
);

/** Until the end of the transaction, so that files that arrive at once are counted one after the other. */
export const lockOwnFiles = sqlWrite(
  "files_own_lock",
  (p: Params<{ userId: string }>) =>
    sql`select pg_advisory_xact_lock(hashtextextended('files of person ' || ${p.userId}::text, 0))`,
);

type NewNote = { storageKey: string; schoolId: string; notedBy: string; dueAt: Date };

export const noteKey = statement("file_key_note", (db, p: Params<NewNote>) =>
  db
    .insert(fileRemovals)
    .values({ storageKey: p.storageKey, schoolId: p.schoolId, notedBy: p.notedBy, dueAt: p.dueAt }),
);

type NewFile = Omit<typeof files.$inferSelect, "createdAt" | "looseSince">;

export const insertFile = statement("file_insert", (db, p: Params<NewFile>) =>
  db.insert(files).values({
    id: p.id,
    schoolId: p.schoolId,
    uploadedBy: p.uploadedBy,
    name: p.name,
    sizeBytes: p.sizeBytes,
    mediaType: p.mediaType,
    sha256: p.sha256,
    storageKey: p.storageKey,
  }),
);

/**
 * What refers to a file: the tables with a foreign key to it, which a test compares, and the drafts of assessments, which
 * name theirs in their text.
 */
const isUsed = sql`(
  exists (select from ${assessmentFiles} where ${assessmentFiles.fileId} = ${files.id})
  or exists (select from ${submissionFiles} where ${submissionFiles.fileId} = ${files.id})
  or ${files.id} in (
    select jsonb_array_elements_text(${assessments.draft} -> 'evidenceFiles') from ${assessments}
    where ${isOneOf(assessments.status, "DRAFT")} and jsonb_typeof(${assessments.draft} -> 'evidenceFiles') = 'array'))`;

/** Tables whose foreign keys `isUsed` looks at. */
export const referringTables = [assessmentFiles, submissionFiles];

export const keepUsed = sqlWrite(
  "files_keep_used",
  () => sql`update ${files} set loose_since = null where ${files.looseSince} is not null and ${isUsed}`,
);

export const noteLoose = sqlWrite(
  "files_note_loose",
  (p: Params<{ at: Date }>) =>
    sql`update ${files} set loose_since = ${p.at}::timestamptz where ${files.looseSince} is null and not ${isUsed}`,
);

const collectedAtOnce = 500;
const idRow = z.object({ id: z.string() });

/**
 * Locks before it is known whether they are used: who attaches one of them at the same time has done so before, or
 * finds it gone. A statement reads what was there when it began, and this one waits.
 */
export const lockLoose = sqlStatement(
  "files_lock_loose",
  idRow,
  (p: Params<{ before: Date }>) => sql`
    select ${files.id} as id from ${files} where ${files.looseSince} < ${p.before}::timestamptz
    order by ${files.id} limit ${sql.raw(String(collectedAtOnce))} for update skip locked`,
);

export const deleteLoose = sqlStatement(
  "files_delete_loose",
  z.object({ id: z.string(), schoolId: z.string() }),
  (p: Params<{ ids: string[] }>) => sql`
    delete from ${files} where ${files.id} = any(${p.ids}::text[]) and not ${isUsed}
    returning ${files.id} as id, ${files.schoolId} as "schoolId"`,
);

/** A note about content that has its row is not followed. */
export const selectRemovals = sqlStatement(
  "file_removals_due",
  z.object({ storageKey: z.string() }),
  (p: Params<{ at: Date }>) => sql`
    select ${fileRemovals.storageKey} as "storageKey" from ${fileRemovals}
    where ${fileRemovals.dueAt} <= ${p.at}::timestamptz
      and not exists (select from ${files} where ${files.storageKey} = ${fileRemovals.storageKey})
    order by ${fileRemovals.dueAt} limit ${sql.raw(String(collectedAtOnce))}`,
);

export const deleteRemovals = statement("file_removals_delete", (db, p: Params<{ keys: string[] }>) =>
  db.delete(fileRemovals).where(sql`${fileRemovals.storageKey} = any(${p.keys}::text[])`),
);
