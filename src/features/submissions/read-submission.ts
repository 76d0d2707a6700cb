import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { contentVersion } from "#src/features/submissions/content-version.ts";
import { lineColumns, lineOf, lineRow, s, student } from "#src/features/submissions/list-submissions.ts";
import { isReviewable, isWritable, mayReview } from "#src/features/submissions/rules.ts";
import { type SubmissionAnswer, submissionAnswer } from "#src/features/submissions/schema.ts";
import { openContent, openStep } from "#src/features/submissions/sealed-words.ts";
import { ofSubmission } from "#src/features/submissions/subjects.ts";
import { selectSupervisors } from "#src/features/submissions/submit-submission.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn } from "#src/lib/day.ts";
import { isNoneOf } from "#src/platform/db/conditions.ts";
import { holdsCompetency } from "#src/platform/db/held-competency.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { submissionActs, submissionFiles } from "#src/platform/db/tables/competency-submissions.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import { files } from "#src/platform/db/tables/files.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { sealedColumn } from "#src/platform/sealed/field.ts";

/**
 * One submission with its conversation. Staff read what was submitted, never what its student is just changing after it
 * was returned.
 */
export async function readSubmission(ctx: UserContext, id: string): Promise<SubmissionAnswer> {
  const { actor, requestId } = ctx;
  const [[row], supervisors] = await readAs(
    actor,
    (tx) =>
      Promise.all([
        tx.query(selectSubmission, { id, readerId: actor.userId }),
        actor.role === "STUDENT" ? tx.query(selectSupervisors, { studentId: actor.userId, at: now() }) : [],
      ]),
    { subject: ofSubmission(id), what: "submission", requestId },
  );
  if (!row) throw new AppError("not_found", "There is no such submission.");
  const isOwn = row.studentId === actor.userId;
  const { timeZone, acts: storedActs, schoolId, ...rest } = openContent(row);
  const acts = storedActs.map((act) => ({ ...act, ...openStep({ id: act.id, schoolId }, act) }));
  const submitted = acts.findLast(({ evidence }) => evidence !== null)?.evidence;
  const { kind, evidence, learntWhere, learntFrom, learntUntil } = rest;
  const { status, submittedAt } = row;
  return {
    ...rest,
    ...lineOf(rest),
    evidence: isOwn || submitted == null ? evidence : submitted,
    acts: acts.map(({ at, actorId, ...act }) => ({
      ...act,
      isStudent: actorId === row.studentId,
      at: at.toISOString(),
    })),
    assessment: row.assessment && {
      ...row.assessment,
      ratingLabel: row.scale.levels.find(({ value }) => value === row.assessment?.rating)?.label ?? null,
    },
    version: contentVersion({
      kind,
      evidence,
      learntWhere,
      learntFrom,
      learntUntil,
      files: row.files.map(({ fileId }) => fileId),
    }),
    today: dayIn(now(), timeZone),
    reviewers: supervisors.map(({ name }) => name),
    may: {
      write: isOwn && isWritable(status),
      withdraw: isOwn && (isWritable(status) || status === "SUBMITTED"),
      review: !isOwn && submittedAt !== null && isReviewable(status) && mayReview(actor.role, kind),
    },
  };
}

const a = competencyAssignments;
const c = competencies;
const rs = ratingScales;
const e = evaluations;
const act = submissionActs;
const occasion = alias(assessments, "occasion");

const { files: filesShape, scale, assessment, code, description, assignmentId } = submissionAnswer.shape;

const selectSubmission = sqlStatement(
  "submission_read",
  lineRow.extend({
    schoolId: z.string(),
    code,
    description,
    assignmentId,
    evidence: sealedColumn,
    learntWhere: sealedColumn.nullable(),
    learntFrom: z.string().nullable(),
    learntUntil: z.string().nullable(),
    revision: z.number(),
    timeZone: z.string(),
    files: filesShape,
    scale,
    assessment: assessment.unwrap().omit({ ratingLabel: true }).nullable(),
    acts: z.array(
      submissionAnswer.shape.acts.element.omit({ isStudent: true, at: true }).extend({
        actorId: z.string(),
        at: z.coerce.date(),
        words: sealedColumn.nullable(),
        evidence: sealedColumn.nullable(),
      }),
    ),
  }),
  (p: Params<{ id: string; readerId: string }>) => sql`
    select ${lineColumns(p.readerId)}, '' as key, ${s.schoolId} as "schoolId", ${c.code}, ${c.description}, ${s.evidence},
           ${s.learntWhere} as "learntWhere", ${s.learntFrom}::text as "learntFrom",
           ${s.learntUntil}::text as "learntUntil", ${s.revision}, ${schools.timeZone} as "timeZone",
           (select ${a.id} from ${a} where ${a.userId} = ${s.studentId} and ${holdsCompetency(a, s.competencyId)}
              and ${isNoneOf(a.status, "WITHDRAWN")} order by ${a.competencyId} = ${s.competencyId} desc limit 1) as "assignmentId",
           coalesce((select json_agg(json_build_object('fileId', ${files.id}, 'name', ${files.name},
               'sizeBytes', ${files.sizeBytes}, 'mediaType', ${files.mediaType}) order by ${files.createdAt}, ${files.id})
             from ${submissionFiles} join ${files} on ${files.id} = ${submissionFiles.fileId}
             where ${submissionFiles.submissionId} = ${s.id}), '[]') as files,
           coalesce((select json_agg(json_build_object('id', ${act.id}, 'act', ${act.act}, 'by', ${act.actorName},
               'actorId', ${act.actorId}, 'words', ${act.words}, 'evidence', ${act.evidence}, 'at', ${act.createdAt})
               order by ${act.createdAt}, ${act.id})
             from ${act} where ${act.submissionId} = ${s.id}), '[]') as acts,
           json_build_object('kind', ${rs.kind}, 'name', ${rs.name}, 'question', ${rs.question}, 'min', ${rs.minValue},
             'max', ${rs.maxValue}, 'target', ${c.targetRating}, 'levels', ${rs.levels}) as scale,
           (select json_build_object('assessmentId', ${occasion.id}, 'status', ${occasion.status},
               'rating', now_signed.rating)
            from ${e} join ${assessments} ${occasion} on ${occasion.id} = ${e.assessmentId}
            left join lateral (
              select coalesce(latest.overall_rating, latest.rubric_result) as rating from ${evaluations} latest
              where latest.assessment_id = ${occasion.id} and latest.state in ('SIGNED', 'VOIDED') and not latest.is_self
              order by latest.revision desc limit 1) now_signed on true
            where ${e.id} = ${s.evaluationId}) as assessment
    from ${s}
    join ${users} ${student} on ${student.id} = ${s.studentId}
    join ${schools} on ${schools.id} = ${s.schoolId}
    join ${competencies} on ${c.id} = ${s.competencyId}
    join ${rs} on ${rs.id} = ${c.ratingScaleId}
    where ${s.id} = ${p.id}`,
);
