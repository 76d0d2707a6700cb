import { and, desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Question } from "#src/features/reports/schema.ts";
import { formats, kinds, runStates } from "#src/features/reports/values.ts";
import { fixedLimit, isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { deleteBatch } from "#src/platform/db/delete-outdated.ts";
import { inNameOrder, isFound } from "#src/platform/db/names.ts";
import { type Params, type RowOf, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { reportCache as k } from "#src/platform/db/tables/report-cache.ts";
import { reportDefinitions as d, reportRuns as u } from "#src/platform/db/tables/reports.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { isCounted } from "#src/platform/db/taking-part.ts";

export const selectName = statement("report_maker", (db, p: Params<{ userId: string }>) =>
  db.select({ name: users.name }).from(users).where(eq(users.id, p.userId)),
);

const runRow = z.object({
  runId: z.string(),
  state: z.enum(runStates),
  progress: z.number(),
  title: z.string(),
  kind: z.enum(kinds),
  format: z.enum(formats),
  error: z.string().nullable(),
  requestedAt: z.date(),
  sizeBytes: z.number().nullable(),
  expiresAt: z.date().nullable(),
});
export type RunRow = z.output<typeof runRow>;

const runColumns = sql`${u.id} as "runId", ${u.state}, ${u.progress}, ${u.question} ->> 'title' as title,
  ${u.question} ->> 'kind' as kind, ${u.question} ->> 'format' as format, ${u.error}, ${u.requestedAt} as "requestedAt",
  ${k.fileSize} as "sizeBytes", ${k.expiresAt} as "expiresAt"`;
/** The file of a finished run, while it is kept. */
const withFile = sql`${u} left join ${k} on ${k.cacheKey} = ${u.cacheKey} and ${isOneOf(u.state, "DONE")} and ${k.expiresAt} > now()`;

export const selectRun = sqlStatement(
  "report_run_get",
  runRow,
  (p: Params<{ id: string }>) => sql`select ${runColumns} from ${withFile} where ${u.id} = ${p.id}`,
);

/** One's own, newest first, of the last days. */
export const selectRuns = sqlStatement(
  "report_runs_list",
  runRow,
  (p: Params<{ userId: string }>) => sql`
    select ${runColumns} from ${withFile} where ${u.userId} = ${p.userId}
    order by ${u.requestedAt} desc, ${u.id} limit 20`,
);

/** What answers a request already: a run that is on its way, or one whose file is kept for half an hour at least. */
export const selectLive = sqlStatement(
  "report_run_live",
  runRow,
  (p: Params<{ cacheKey: string }>) => sql`
    select ${runColumns} from ${withFile} where ${u.cacheKey} = ${p.cacheKey}
      and (${isOneOf(u.state, "QUEUED", "RUNNING")} or ${k.expiresAt} > now() + interval '30 minutes')
    order by ${u.requestedAt} desc limit 1`,
);

type NewRun = {
  id: string;
  schoolId: string;
  userId: string;
  definitionId: string | null;
  cacheKey: string;
  audience: string;
  question: Question;
  recipientIds: string[];
};

/** Returns nothing where the same is on its way. */
export const insertRun = sqlStatement(
  "report_run_insert",
  z.object({ id: z.string() }),
  (p: Params<Omit<NewRun, "question"> & { question: string }>) => sql`
    insert into ${u} (id, school_id, user_id, definition_id, cache_key, audience, question, recipient_ids)
    values (${p.id}, ${p.schoolId}, ${p.userId}, ${p.definitionId}, ${p.cacheKey}, ${p.audience}, ${p.question}::jsonb,
      ${p.recipientIds}::text[])
    on conflict (cache_key) where state in ('QUEUED', 'RUNNING') do nothing returning id`,
);

/** Those to whom a run that is on its way is sent too. */
export const addRecipients = sqlWrite(
  "report_run_add_recipients",
  (p: Params<{ id: string; recipientIds: string[] }>) => sql`
    update ${u} set recipient_ids = array(select distinct unnest(${u.recipientIds} || ${p.recipientIds}::text[]))
    where ${u.id} = ${p.id} and ${isOneOf(u.state, "QUEUED", "RUNNING")}`,
);

export const lockRun = statement("report_run_lock", (db, p: Params<{ id: string }>) =>
  db
    .select({
      id: u.id,
      schoolId: u.schoolId,
      userId: u.userId,
      definitionId: u.definitionId,
      cacheKey: u.cacheKey,
      audience: u.audience,
      question: u.question,
      state: u.state,
      recipientIds: u.recipientIds,
    })
    .from(u)
    .where(eq(u.id, p.id))
    .for("update"),
);
export type LockedRun = RowOf<typeof lockRun>;

export const updateState = sqlWrite(
  "report_run_move",
  (p: Params<{ id: string; state: string; progress: number; error: string | null }>) => sql`
    update ${u} set state = ${p.state}, progress = ${p.progress}, error = ${p.error},
      finished_at = case when ${p.state} in ('DONE', 'FAILED', 'CANCELLED') then now() end
    where ${u.id} = ${p.id}`,
);

/** No row where it was cancelled meanwhile. */
export const updateProgress = sqlWrite(
  "report_run_progress",
  (p: Params<{ id: string; progress: number }>) => sql`
    update ${u} set progress = ${p.progress} where ${u.id} = ${p.id} and ${isOneOf(u.state, "RUNNING")}`,
);

/** Whose run it is, as they are now. */
export const selectAsker = sqlStatement(
  "report_asker",
  z.object({
    userId: z.string(),
    name: z.string(),
    role: z.enum(["STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN"]),
    schoolId: z.string(),
  }),
  (p: Params<{ userId: string }>) => sql`
    select ${users.id} as "userId", ${users.name}, ${users.role}, ${users.schoolId} as "schoolId"
    from ${users} join schools sc on sc.id = ${users.schoolId} and sc.status = 'OPEN'
    where ${users.id} = ${p.userId} and ${isOneOf(users.status, "ACTIVE")}
      and ${isOneOf(users.role, "STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN")}`,
);

type NewFile = {
  cacheKey: string;
  reportType: string;
  userId: string | null;
  schoolId: string;
  parameters: string;
  reportData: string;
  filePath: string;
  fileSize: number;
  mimeType: string;
  expiresAt: Date;
};

export const upsertFile = sqlWrite(
  "report_cache_upsert",
  (p: Params<NewFile>) => sql`
    insert into ${k} (cache_key, report_type, user_id, school_id, parameters, report_data, file_path, file_size, mime_type, expires_at)
    values (${p.cacheKey}, ${p.reportType}, ${p.userId}, ${p.schoolId}, ${p.parameters}::jsonb, ${p.reportData}::jsonb,
      ${p.filePath}, ${p.fileSize}, ${p.mimeType}, ${p.expiresAt})
    on conflict (cache_key) do update set parameters = excluded.parameters, report_data = excluded.report_data,
      file_path = excluded.file_path, file_size = excluded.file_size, mime_type = excluded.mime_type,
      expires_at = excluded.expires_at, created_at = now()`,
);

export const selectFile = sqlStatement(
  "report_file",
  z.object({
    question: z.custom<Question>(),
    audience: z.string(),
    userId: z.string(),
    schoolId: z.string(),
    key: z.string(),
    sizeBytes: z.number(),
    mediaType: z.string(),
    sha256: z.string(),
    cacheKey: z.string(),
  }),
  (p: Params<{ id: string }>) => sql`
    select ${u.question}, ${u.audience}, ${u.userId} as "userId",
           ${k.schoolId} as "schoolId", ${k.filePath} as key, ${k.fileSize} as "sizeBytes",
           ${k.mimeType} as "mediaType", ${k.reportData} ->> 'sha256' as sha256, ${u.cacheKey} as "cacheKey"
    from ${withFile} where ${u.id} = ${p.id} and ${k.filePath} is not null`,
);

export const countAccess = statement("report_cache_accessed", (db, p: Params<{ cacheKey: string }>) =>
  db
    .update(k)
    .set({ accessCount: sql`${k.accessCount} + 1`, lastAccessed: sql`now()` })
    .where(eq(k.cacheKey, p.cacheKey)),
);

/** Files that nobody may take any more; the trigger hands their content to the collector of files. */
export const deleteExpired = sqlWrite("report_cache_expire", () => deleteBatch(k, sql`${k.expiresAt} <= now()`));
export const deleteOldRuns = sqlWrite("report_runs_forget", () =>
  deleteBatch(u, sql`${u.finishedAt} < now() - interval '30 days'`),
);
export const deleteOldDefinitions = sqlWrite("report_definitions_forget", () =>
  deleteBatch(d, sql`${d.deletedAt} < now() - interval '1 day'`),
);

const named = z.object({ id: z.string(), name: z.string() });

export const selectCohortChoices = sqlStatement(
  "report_cohorts",
  named,
  (p: Params<{ schoolId: string }>) => sql`
    select ${cohorts.id}, ${cohorts.name} from ${cohorts}
    where ${cohorts.schoolId} = ${p.schoolId} and exists (select from ${users}
      where ${users.cohortId} = ${cohorts.id} and ${isOneOf(users.role, "STUDENT")} and ${isCounted(users)})
    order by ${inNameOrder(cohorts.name)}, ${cohorts.id} limit 500`,
);

export const selectStudentChoices = sqlStatement(
  "report_student_choices",
  named.extend({ number: z.string().nullable() }),
  (p: Params<{ schoolId: string; patterns: string[]; studentId: string | null }>) => sql`
    select ${users.id}, ${users.name}, ${users.studentNumber} as number from ${users}
    where ${users.schoolId} = ${p.schoolId} and ${isOneOf(users.role, "STUDENT")}
      and (${users.id} = ${p.studentId} or (${isFound(users.searchText, p.patterns)} and ${isCounted(users)}))
    order by ${users.id} = ${p.studentId} desc nulls last, ${inNameOrder(users.name)}, ${users.id} limit 20`,
  { isPlannedForValues: true },
);

/** Those to whom a report of the school may be sent. */
export const selectAdmins = sqlStatement(
  "report_admins",
  named,
  (p: Params<{ schoolId: string }>) => sql`
    select ${users.id}, ${users.name} from ${users}
    where ${users.schoolId} = ${p.schoolId} and ${isOneOf(users.role, "SCHOOL_ADMIN")} and ${isNoneOf(users.status, "LEFT", "SUSPENDED")}
    order by ${inNameOrder(users.name)}, ${users.id} limit 200`,
);

const definition = {
  id: d.id,
  schoolId: d.schoolId,
  ownerId: d.ownerId,
  owner: users.name,
  kind: d.kind,
  title: d.title,
  question: d.question,
  sharing: d.sharing,
  schedule: d.schedule,
  nextAt: d.nextAt,
  recipientIds: d.recipientIds,
  revision: d.revision,
  updatedAt: d.updatedAt,
  deletedAt: d.deletedAt,
};

export const selectDefinition = statement("report_definition_get", (db, p: Params<{ id: string }>) =>
  db.select(definition).from(d).innerJoin(users, eq(users.id, d.ownerId)).where(eq(d.id, p.id)),
);
export type DefinitionRow = RowOf<typeof selectDefinition>;

export const selectDefinitions = statement("report_definitions_list", (db, p: Params<{ schoolId: string }>) =>
  db
    .select(definition)
    .from(d)
    .innerJoin(users, eq(users.id, d.ownerId))
    .where(and(eq(d.schoolId, p.schoolId), sql`${d.deletedAt} is null`))
    .orderBy(desc(d.updatedAt), d.id)
    .limit(fixedLimit(200)),
);
