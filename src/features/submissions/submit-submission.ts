import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { notify } from "#src/features/notifications/notify.ts";
import { recountAssignment } from "#src/features/progress/recount-assignment.ts";
import { type LockedSubmission, lockSubmission } from "#src/features/submissions/lock-submission.ts";
import { permissions } from "#src/features/submissions/permissions.ts";
import { contentFaults, isWritable, submissionSteps } from "#src/features/submissions/rules.ts";
import {
  columnsOf,
  contentColumns,
  noLongerWritable,
  todayIn,
  writeFiles,
} from "#src/features/submissions/save-submission.ts";
import type { StepAnswer, SubmitBody } from "#src/features/submissions/schema.ts";
import { type SealedColumns, sealContent } from "#src/features/submissions/sealed-words.ts";
import { auditStep, writeStep } from "#src/features/submissions/write-step.ts";
import { now } from "#src/lib/clock.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { competencySubmissions } from "#src/platform/db/tables/competency-submissions.ts";
import { placementSupervisors, placements } from "#src/platform/db/tables/placements.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { assertStep } from "#src/policy/assert-step.ts";

/**
 * The student submits what they wrote, for the first time or after it was returned, with the content of the form. It
 * starts the competency, and the supervisors of the placement are told.
 */
export async function submitSubmission(ctx: UserContext, id: string, body: SubmitBody): Promise<StepAnswer> {
  const answer = await withActor(
    ctx.actor,
    async (tx): Promise<StepAnswer> => {
      const submission = await lockSubmission(tx, ctx, id, permissions.write);
      const { status, assignment, studentStatus, timeZone } = submission;
      if (!isWritable(status)) throw noLongerWritable(status);
      assertStep(submissionSteps, status, "SUBMITTED", "student");
      if (studentStatus !== "ACTIVE") throw new AppError("forbidden", "Your account is not active at your school.");
      if (!assignment) throw new AppError("conflict", "This competency is no longer assigned to you.");
      const errors = contentFaults(body, todayIn(timeZone));
      if (errors.length > 0) throw new AppError("invalid", "Some values are not valid.", { errors });
      const content = await writeFiles(tx, ctx, submission, body);
      const at = now();
      const submitted = { ...submission, revision: submission.revision + 1 };
      tx.send(updateSubmitted, {
        ...sealContent(submission, columnsOf(content)),
        id,
        at,
        revision: submitted.revision,
      });
      writeStep(tx, ctx, submitted, {
        act: "SUBMITTED",
        action: "submit",
        words: body.words,
        evidence: content.evidence,
        detail: { kind: content.kind, files: content.files.length },
      });
      await tellReviewers(tx, submission);
      const progressUpdate =
        assignment.status === "NOT_STARTED" ? await recountAssignment(tx, assignment.id, "submission") : null;
      return { submissionId: id, status: "SUBMITTED", progressUpdate };
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

/** Whoever returned it is told, as long as they supervise the student; else all supervisors of the placement. */
async function tellReviewers(tx: Tx, submission: LockedSubmission): Promise<void> {
  const { id, schoolId, studentId, studentName, competencyName, reviewedBy } = submission;
  const supervisors = await tx.query(selectSupervisors, { studentId, at: now() });
  const before = supervisors.filter((one) => one.id === reviewedBy);
  notify(
    tx,
    ...(before.length > 0 ? before : supervisors).map((supervisor) => ({
      template: "evidenceSubmitted" as const,
      schoolId,
      userId: supervisor.id,
      variables: { student_name: studentName, competency_name: competencyName },
      payload: { reviewSubmissionId: id },
    })),
  );
}

/** The student withdraws it, as long as nobody reviews it. A draft goes without a trace for others. */
export async function withdrawSubmission(ctx: UserContext, id: string): Promise<StepAnswer> {
  const answer = await withActor(
    ctx.actor,
    async (tx): Promise<StepAnswer> => {
      const submission = await lockSubmission(tx, ctx, id, permissions.write);
      if (submission.status === "IN_REVIEW") {
        throw new AppError("conflict", "Somebody is reviewing this now, so it can no longer be withdrawn.");
      }
      assertStep(submissionSteps, submission.status, "WITHDRAWN", "student");
      tx.send(updateWithdrawn, { id, at: now() });
      if (submission.submittedAt === null) auditStep(tx, ctx, submission, { action: "discard" });
      else writeStep(tx, ctx, submission, { act: "WITHDRAWN", action: "withdraw" });
      return { submissionId: id, status: "WITHDRAWN", progressUpdate: null };
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

const s = competencySubmissions;

type Submitted = SealedColumns & { id: string; at: Date; revision: number };

const updateSubmitted = statement("submission_submit", (db, p: Params<Submitted>) =>
  db
    .update(s)
    .set({ ...contentColumns(p), status: "SUBMITTED", submittedAt: p.at, updatedAt: p.at, revision: p.revision })
    .where(eq(s.id, p.id)),
);

const updateWithdrawn = statement("submission_withdraw", (db, p: Params<{ id: string; at: Date }>) =>
  db.update(s).set({ status: "WITHDRAWN", updatedAt: p.at }).where(eq(s.id, p.id)),
);

/** Those of the placements that run now, by the day of the school. */
export const selectSupervisors = sqlStatement(
  "submission_supervisors",
  z.object({ id: z.string(), name: z.string() }),
  (p: Params<{ studentId: string; at: Date }>) => sql`
    select distinct su.id, su.name
    from ${placements}
    join ${schools} on ${schools.id} = ${placements.schoolId}
    join ${placementSupervisors} on ${placementSupervisors.placementId} = ${placements.id}
    join ${users} su on su.id = ${placementSupervisors.supervisorId} and su.status = 'ACTIVE'
      and su.role = 'CLINICAL_SUPERVISOR'
    where ${placements.studentId} = ${p.studentId} and ${placements.endedAt} is null
      and (${p.at}::timestamptz at time zone ${schools.timeZone})::date between ${placements.startsOn} and ${placements.endsOn}
    order by su.name, su.id`,
);
