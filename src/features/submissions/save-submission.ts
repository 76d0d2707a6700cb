import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { assertVersion, contentVersion } from "#src/features/submissions/content-version.ts";
import { contentOf, type LockedSubmission, lockSubmission } from "#src/features/submissions/lock-submission.ts";
import { permissions } from "#src/features/submissions/permissions.ts";
import { isWritable, learntFaults, submissionSteps } from "#src/features/submissions/rules.ts";
import type { newSubmissionBody, SavedAnswer, SubmissionContent, saveBody } from "#src/features/submissions/schema.ts";
import { type SealedColumns, sealContent } from "#src/features/submissions/sealed-words.ts";
import { auditStep } from "#src/features/submissions/write-step.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn } from "#src/lib/day.ts";
import { newId } from "#src/lib/ids.ts";
import { isNoneOf } from "#src/platform/db/conditions.ts";
import { columns, type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencySubmissions, submissionFiles } from "#src/platform/db/tables/competency-submissions.ts";
import { files } from "#src/platform/db/tables/files.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { assertStep } from "#src/policy/assert-step.ts";
import { requireRole } from "#src/policy/authorize.ts";

/** A student begins evidence for a competency of theirs, as a draft that nobody else sees. */
export async function createSubmission(
  ctx: UserContext,
  { submissionId, competencyId, ...content }: z.output<typeof newSubmissionBody>,
): Promise<SavedAnswer> {
  const { schoolId, userId: studentId } = ctx.actor;
  return withActor(
    ctx.actor,
    async (tx) => {
      requireRole(ctx.actor, permissions.write);
      const [facts] = await tx.query(selectWriting, { studentId, competencyId });
      if (facts?.studentStatus !== "ACTIVE") {
        throw new AppError("forbidden", "Your account is not active at your school.");
      }
      if (!facts.isAssigned) {
        throw new AppError("invalid", "This competency is not assigned to you.", {
          errors: [{ path: "competencyId", message: "is not assigned to you" }],
        });
      }
      assertStep(submissionSteps, "NEW", "DRAFT", "student");
      refuseWrongDays(content, facts.timeZone);
      const id = submissionId ?? newId();
      const at = now();
      tx.send(insertSubmission, {
        ...sealContent({ id, schoolId }, columnsOf(content)),
        id,
        schoolId,
        studentId,
        competencyId,
        at,
      });
      await setFiles(tx, ctx, id, [], content.files);
      auditStep(tx, ctx, { id, schoolId, studentId, status: "DRAFT", revision: 0 }, { action: "begin" });
      return { submissionId: id, status: "DRAFT" as const, version: contentVersion(content) };
    },
    ctx.bracket,
  );
}

/** The student saves what they write, before it is submitted or after it came back; gaps are allowed. */
export async function saveSubmission(
  ctx: UserContext,
  id: string,
  body: z.output<typeof saveBody>,
): Promise<SavedAnswer> {
  return withActor(ctx.actor, async (tx) => {
    const submission = await lockSubmission(tx, ctx, id, permissions.write);
    if (!isWritable(submission.status)) throw noLongerWritable(submission.status);
    const content = await writeFiles(tx, ctx, submission, body);
    tx.send(updateContent, { ...sealContent(submission, columnsOf(content)), id, at: now() });
    return { submissionId: id, status: submission.status, version: contentVersion(content) };
  });
}

export function noLongerWritable(status: LockedSubmission["status"]): AppError {
  const waits = status === "SUBMITTED" || status === "IN_REVIEW";
  return new AppError(
    "conflict",
    waits
      ? "This was submitted and waits for its review, so it cannot be changed now."
      : "This is closed, so it can no longer be changed.",
  );
}

/** Checks what the student wrote against what is there, and brings the files up to date. */
export async function writeFiles(
  tx: Tx,
  ctx: UserContext,
  submission: LockedSubmission,
  body: SubmissionContent & { baseVersion?: string | undefined },
): Promise<SubmissionContent> {
  assertVersion(contentOf(submission), body);
  refuseWrongDays(body, submission.timeZone);
  await setFiles(tx, ctx, submission.id, submission.fileIds, body.files);
  const { kind, evidence, learntWhere, learntFrom, learntUntil, files: fileIds } = body;
  return { kind, evidence, learntWhere, learntFrom, learntUntil, files: fileIds };
}

/** The school's today. */
export function todayIn(timeZone: string): string {
  return dayIn(now(), timeZone);
}

function refuseWrongDays(content: SubmissionContent, timeZone: string): void {
  const errors = learntFaults(content, todayIn(timeZone));
  if (errors.length > 0) throw new AppError("invalid", "Some values are not valid.", { errors });
}

async function setFiles(
  tx: Tx,
  ctx: UserContext,
  submissionId: string,
  before: readonly string[],
  given: readonly string[],
): Promise<void> {
  const wanted = [...new Set(given)];
  const added = wanted.filter((id) => !before.includes(id));
  const removed = before.filter((id) => !wanted.includes(id));
  if (added.length > 0) {
    const found = await tx.query(selectOwnFiles, { fileIds: added, userId: ctx.actor.userId });
    if (found.length !== added.length) {
      throw new AppError("invalid", "Some values are not valid.", {
        errors: [{ path: "files", message: "names a file that you did not upload" }],
      });
    }
    tx.send(insertFiles, { submissionId, fileIds: added, schoolId: ctx.actor.schoolId });
  }
  if (removed.length > 0) tx.send(deleteFiles, { submissionId, fileIds: removed });
}

type Columns = Omit<SubmissionContent, "files">;

export function columnsOf({ files: _, ...content }: SubmissionContent): Columns {
  return content;
}

export const contentColumns = (p: Params<SealedColumns>) => ({
  kind: p.kind,
  evidence: p.evidence,
  learntWhere: p.learntWhere,
  learntFrom: p.learntFrom,
  learntUntil: p.learntUntil,
});

const s = competencySubmissions;
const a = competencyAssignments;

const selectWriting = sqlStatement(
  "submission_writing",
  z.object({ studentStatus: z.string(), timeZone: z.string(), isAssigned: z.boolean() }),
  (p: Params<{ studentId: string; competencyId: string }>) => sql`
    select ${users.status} as "studentStatus", ${schools.timeZone} as "timeZone",
           exists (select from ${a} where ${a.userId} = ${users.id} and ${a.competencyId} = ${p.competencyId}
             and ${isNoneOf(a.status, "WITHDRAWN")}) as "isAssigned"
    from ${users} join ${schools} on ${schools.id} = ${users.schoolId}
    where ${users.id} = ${p.studentId}`,
);

type NewSubmission = SealedColumns & {
  id: string;
  schoolId: string;
  studentId: string;
  competencyId: string;
  at: Date;
};

const insertSubmission = statement("submission_insert", (db, p: Params<NewSubmission>) =>
  db.insert(s).values({
    ...contentColumns(p),
    id: p.id,
    schoolId: p.schoolId,
    studentId: p.studentId,
    competencyId: p.competencyId,
    submittedBy: p.studentId,
    status: "DRAFT",
    createdAt: p.at,
    updatedAt: p.at,
  }),
);

const updateContent = statement("submission_save", (db, p: Params<SealedColumns & { id: string; at: Date }>) =>
  db
    .update(s)
    .set({ ...contentColumns(p), updatedAt: p.at })
    .where(eq(s.id, p.id)),
);

const selectOwnFiles = statement("submission_own_files", (db, p: Params<{ fileIds: string[]; userId: string }>) =>
  db
    .select({ id: files.id })
    .from(files)
    .where(and(sql`${files.id} = any(${p.fileIds})`, eq(files.uploadedBy, p.userId))),
);

type Linked = { submissionId: string; fileIds: string[] };

const insertFiles = sqlWrite(
  "submission_files_insert",
  (p: Params<Linked & { schoolId: string }>) => sql`
    insert into ${submissionFiles} (${columns(submissionFiles.submissionId, submissionFiles.fileId, submissionFiles.schoolId)})
    select ${p.submissionId}, file_id, ${p.schoolId} from unnest(${p.fileIds}::text[]) as file_id
    on conflict do nothing`,
);

const deleteFiles = sqlWrite(
  "submission_files_delete",
  (p: Params<Linked>) => sql`
    delete from ${submissionFiles}
    where ${submissionFiles.submissionId} = ${p.submissionId} and ${submissionFiles.fileId} = any(${p.fileIds}::text[])`,
);
