import { eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { SubmissionContent } from "#src/features/submissions/schema.ts";
import { type Opened, openContent } from "#src/features/submissions/sealed-words.ts";
import { isNoneOf } from "#src/platform/db/conditions.ts";
import { holdsCompetency } from "#src/platform/db/held-competency.ts";
import { type Params, type RowOf, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencySubmissions, submissionFiles } from "#src/platform/db/tables/competency-submissions.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";
import type { Permission } from "#src/policy/permission.ts";

export type LockedSubmission = Opened<RowOf<typeof lockRow>> & RowOf<typeof selectFacts>;

/**
 * Locks a submission and loads its facts for somebody who may do this to it; 404 for anybody else. The lock is a
 * statement of its own, because a statement that waits for a lock still reads all other rows as they were before. What its
 * reader may not change now cannot be locked either, and is only read, so that the refusal says why.
 */
export async function lockSubmission(
  tx: Tx,
  ctx: UserContext,
  id: string,
  permission: Permission,
): Promise<LockedSubmission> {
  const [locked] = await tx.query(lockRow, { id });
  const found = locked ?? (await tx.query(selectRow, { id }))[0];
  authorize(ctx.actor, permission, {
    schoolId: found?.schoolId ?? "",
    studentId: found?.studentId ?? "",
    isSupervisor: found?.isSupervised ?? false,
  });
  const [facts] = found ? await tx.query(selectFacts, { id, actorId: ctx.actor.userId }) : [];
  if (!found || !facts) throw new AppError("not_found", "There is no such submission.");
  return { ...openContent(found), ...facts };
}

/** What its student may change, as it is now. */
export function contentOf(submission: LockedSubmission): SubmissionContent {
  const { kind, evidence, learntWhere, learntFrom, learntUntil, fileIds: files } = submission;
  return { kind, evidence, learntWhere, learntFrom, learntUntil, files };
}

const s = competencySubmissions;
const a = competencyAssignments;
const student = alias(users, "student");
const actor = alias(users, "actor");

const row = {
  id: s.id,
  schoolId: s.schoolId,
  studentId: s.studentId,
  competencyId: s.competencyId,
  kind: s.kind,
  status: s.status,
  evidence: s.evidence,
  learntWhere: s.learntWhere,
  learntFrom: s.learntFrom,
  learntUntil: s.learntUntil,
  submittedAt: s.submittedAt,
  revision: s.revision,
  reviewedBy: s.reviewedBy,
  isSupervised: sql<boolean>`app.supervises(${s.studentId})`,
};

const lockRow = statement("submission_lock", (db, p: Params<{ id: string }>) =>
  db.select(row).from(s).where(eq(s.id, p.id)).for("update"),
);

const selectRow = statement("submission_find", (db, p: Params<{ id: string }>) =>
  db.select(row).from(s).where(eq(s.id, p.id)),
);

const selectFacts = sqlStatement(
  "submission_facts",
  z.object({
    studentName: z.string(),
    studentStatus: z.string(),
    competencyName: z.string(),
    actorName: z.string(),
    timeZone: z.string(),
    fileIds: z.array(z.string()),
    /** The live assignment. */
    assignment: z.object({ id: z.string(), status: z.string() }).nullable(),
  }),
  (p: Params<{ id: string; actorId: string }>) => sql`
    select ${student.name} as "studentName", ${student.status} as "studentStatus",
           ${competencies.name} as "competencyName", ${actor.name} as "actorName", ${schools.timeZone} as "timeZone",
           coalesce((select array_agg(${submissionFiles.fileId} order by ${submissionFiles.fileId}) from ${submissionFiles}
             where ${submissionFiles.submissionId} = ${s.id}), '{}') as "fileIds",
           (select json_build_object('id', ${a.id}, 'status', ${a.status}) from ${a}
            where ${a.userId} = ${s.studentId} and ${holdsCompetency(a, s.competencyId)}
              and ${isNoneOf(a.status, "WITHDRAWN")} order by ${a.competencyId} = ${s.competencyId} desc limit 1) as assignment
    from ${s}
    join ${users} ${student} on ${student.id} = ${s.studentId}
    join ${users} ${actor} on ${actor.id} = ${p.actorId}
    join ${competencies} on ${competencies.id} = ${s.competencyId}
    join ${schools} on ${schools.id} = ${s.schoolId}
    where ${s.id} = ${p.id}`,
);
