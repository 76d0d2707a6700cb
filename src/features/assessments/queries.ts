import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { draftVersionSql } from "#src/features/assessments/draft-version.ts";
import { permissions } from "#src/features/assessments/permissions.ts";
import { isUnsigned, nextActsOf, takeBackFault } from "#src/features/assessments/rules.ts";
import type { AssessmentStatus, FormAnswer, StaffAssessmentView } from "#src/features/assessments/schema.ts";
import { ofAssessment } from "#src/features/assessments/subjects.ts";
import { assessmentActs, type NextAct } from "#src/features/assessments/values.ts";
import { observedFromSql } from "#src/features/progress/assignment-facts.ts";
import {
  assessmentValueSql,
  hiddenAuthorNameSql,
  hiddenAuthorSql,
  isUnconfirmedGuestSql,
} from "#src/features/progress/evidence.ts";
import { now } from "#src/lib/clock.ts";
import { ofStudent } from "#src/platform/db/access-row.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, type RowOf, sqlStatement } from "#src/platform/db/statement.ts";
import { assessmentActs as assessmentActsTable } from "#src/platform/db/tables/assessment-acts.ts";
import { assessmentFiles, assessments } from "#src/platform/db/tables/assessments.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { competencies, competencyRubrics } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { evaluationCriteria, evaluationPrivateNotes, evaluations } from "#src/platform/db/tables/evaluations.ts";
import { files } from "#src/platform/db/tables/files.ts";
import { placements } from "#src/platform/db/tables/placements.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { studentProgress } from "#src/platform/db/tables/student-progress.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { openUnsigned, openWords, type StoredUnsigned } from "#src/platform/sealed/evaluation-words.ts";
import { type Sealed, sealedColumn, sealedFields } from "#src/platform/sealed/field.ts";
import { openNote } from "#src/platform/sealed/private-note.ts";
import { openText } from "#src/platform/sealed/text.ts";
import { authorize } from "#src/policy/authorize.ts";

/** All data for the form, in one round trip: the student, the competency, its scale and rubric, and an open draft. */
export async function getForm(ctx: UserContext, studentId: string, competencyId: string): Promise<FormAnswer> {
  const [row] = await readAs(
    ctx.actor,
    (tx) => tx.query(selectForm, { studentId, competencyId, assessorId: ctx.actor.userId }),
    { subject: ofStudent(studentId), what: "assessment form", requestId: ctx.requestId },
  );
  authorize(ctx.actor, permissions.submit, {
    schoolId: row?.schoolId ?? "",
    isSupervisor: row?.isSupervisor ?? false,
  });
  if (!row) throw new AppError("not_found", "There is no such student or competency.");
  const { last, draft } = row;
  return {
    student: row.student,
    competency: row.competency,
    position: row.position,
    totalCompetencies: row.total,
    observedFrom: row.observedFrom?.toISOString() ?? null,
    lastAssessed: last && {
      rating: last.rating,
      label: row.scale.levels.find(({ value }) => value === last.rating)?.label ?? null,
      date: new Date(last.date).toISOString(),
    },
    scale: row.scale,
    criteria: row.criteria ?? [],
    rotations: row.rotations ?? [],
    request: row.request && {
      ...row.request,
      words: openText(
        sealedFields.requestWords,
        { schoolId: row.schoolId, rowId: row.request.assessmentId },
        row.request.words,
      ),
      observedAt: new Date(row.request.observedAt).toISOString(),
      askedAt: new Date(row.request.askedAt).toISOString(),
    },
    draft: draft && {
      assessmentId: draft.assessmentId,
      evaluationData: openUnsigned(
        "draft",
        { schoolId: row.schoolId, authorId: ctx.actor.userId },
        draft.content.evaluationData,
      ),
      evidenceFiles: draft.content.evidenceFiles ?? [],
      savedAt: new Date(draft.savedAt).toISOString(),
      version: draft.version,
    },
  };
}

/** One assessment with its evaluations. The database returns private notes to staff only. */
export async function getAssessment(ctx: UserContext, assessmentId: string): Promise<StaffAssessmentView> {
  const [row] = await readAs(ctx.actor, (tx) => tx.query(selectAssessment, { assessmentId }), {
    subject: ofAssessment(assessmentId),
    what: "assessment",
    requestId: ctx.requestId,
  });
  authorize(ctx.actor, permissions.read, {
    schoolId: row?.schoolId ?? "",
    studentId: row?.view.studentId ?? "",
    isSupervisor: row?.isSupervisor ?? false,
  });
  if (!row || (isUnsigned(row.view.status) && row.assessorId !== ctx.actor.userId))
    throw new AppError("not_found", "There is no such assessment.");
  const { view, acts } = row;
  return {
    ...view,
    observedAt: isoOrNull(view.observedAt),
    submittedAt: isoOrNull(view.submittedAt),
    evaluations: view.evaluations.map(({ authorId, words, ...line }) => {
      const of = { schoolId: row.schoolId, evaluationId: line.id };
      const { comments, ...texts } = openWords(of, words);
      return {
        ...line,
        ...texts,
        criteria: line.criteria.map((one) => ({ ...one, comment: comments[one.rubricId] ?? null })),
        changeReason: openText(
          sealedFields.changeReason,
          { schoolId: row.schoolId, rowId: line.id },
          line.changeReason,
        ),
        privateNote: line.privateNote === null ? null : openNote(of, line.privateNote),
        isOwn: authorId === ctx.actor.userId,
        signedAt: isoOrNull(line.signedAt),
      };
    }),
    acts: acts.map(({ id, actorId, at, words, ...line }) => ({
      ...line,
      words: openText(sealedFields.assessmentActWords, { schoolId: row.schoolId, rowId: id }, words),
      isOwn: actorId === ctx.actor.userId,
      at: at.toISOString(),
    })),
    nextActs: nextActsFor(ctx, row),
  };
}

function nextActsFor(ctx: UserContext, { view, acts, ...row }: RowOf<typeof selectAssessment>): NextAct[] {
  const { userId, role } = ctx.actor;
  const isReplyOf = (person: string) => acts.some(({ act, actorId }) => act === "REPLIED" && actorId === person);
  const current = view.evaluations.find(({ state, isSelf }) => state === "SIGNED" && !isSelf);
  const onCurrent = acts.filter(({ revision }) => revision !== null && revision === current?.revision);
  const isAcknowledged = onCurrent.some(({ act }) => act === "READ");
  const isSame = current !== undefined && current.signedAt === view.submittedAt;
  const submission = {
    submittedAt: new Date(view.submittedAt ?? 0),
    isAmended: !isSame,
    isRead: onCurrent.some(({ actorId }) => actorId === view.studentId),
    at: now(),
  };
  return nextActsOf(
    {
      role,
      isAuthor: row.assessorId === userId,
      isEvaluator: row.evaluatorIds.includes(userId),
      hasReplied: isReplyOf(userId),
    },
    {
      status: view.status,
      needsCountersignature: view.needsCountersignature,
      isAcknowledged,
      isAnswered: isReplyOf(view.studentId),
      canBeTakenBack: view.status === "SUBMITTED" && takeBackFault(submission) === null,
      isSelfOnly: row.assessorId === view.studentId,
    },
  );
}

/** JSON built by the database has instants in the session's time zone; the API returns UTC. */
function isoOrNull(value: string | null): string | null {
  return value === null ? null : new Date(value).toISOString();
}

const a = competencyAssignments;
const c = competencies;
const e = evaluations;
const ec = evaluationCriteria;
const f = files;
const r = competencyRubrics;
const ro = rotations;
const rs = ratingScales;
const s = assessments;
const u = users;
/** All assignments of the student, to find the position of the form's competency among them. */
const otherA = alias(competencyAssignments, "other_a");
const otherC = alias(competencies, "other_c");
const student = alias(users, "student");
const act = assessmentActsTable;

const scaleJson = sql`json_build_object('id', ${rs.id}, 'name', ${rs.name}, 'question', ${rs.question},
  'kind', ${rs.kind}, 'min', ${rs.minValue}, 'max', ${rs.maxValue}, 'levels', ${rs.levels})`;
const rating = sql`coalesce(${e.overallRating}, ${e.rubricResult})`;

const selectForm = sqlStatement(
  "assessment_form",
  z.object({
    schoolId: z.string(),
    isSupervisor: z.boolean(),
    // The endpoint's output schema checks these parts of the answer.
    student: z.custom<FormAnswer["student"]>(),
    competency: z.custom<FormAnswer["competency"]>(),
    scale: z.custom<FormAnswer["scale"]>(),
    observedFrom: z.date().nullable(),
    position: z.custom<number>(),
    total: z.custom<number>(),
    last: z.custom<{ rating: number | null; date: string } | null>(),
    criteria: z.custom<FormAnswer["criteria"] | null>(),
    rotations: z.custom<FormAnswer["rotations"] | null>(),
    request: z.custom<(Omit<NonNullable<FormAnswer["request"]>, "words"> & { words: Sealed | null }) | null>(),
    draft: z.custom<{
      assessmentId: string;
      content: { evaluationData: StoredUnsigned; evidenceFiles?: string[] };
      savedAt: string;
      version: string;
    } | null>(),
  }),
  (p: Params<{ studentId: string; competencyId: string; assessorId: string }>) => sql`
    select ${u.schoolId} as "schoolId", app.supervises(${u.id}) as "isSupervisor",
           json_build_object('id', ${u.id}, 'name', ${u.name}, 'studentNumber', ${u.studentNumber},
             'subtitle', concat_ws(', ', coalesce(${cohorts.name}, ${programs.name}), ${u.studentNumber})) as student,
           json_build_object('id', ${c.id}, 'code', ${c.code}, 'name', ${c.name}, 'description', ${c.description},
             'category', ${c.category}, 'targetRating', ${c.targetRating}) as competency,
           ${scaleJson} as scale, ${observedFromSql(a.deploymentId, schools.timeZone)} as "observedFrom",
           (select count(*)::int from ${competencyAssignments} ${otherA}
            join ${competencies} ${otherC} on ${otherC.id} = ${otherA.competencyId}
            where ${otherA.userId} = ${u.id} and ${isNoneOf(otherA.status, "WITHDRAWN")}
              and (${otherC.category}, ${otherC.sortOrder}, ${otherC.id}) <= (${c.category}, ${c.sortOrder}, ${c.id}))
             as position,
           (select ${studentProgress.total} from ${studentProgress} where ${studentProgress.studentId} = ${u.id}) as total,
           (select json_build_object('rating', ${rating}, 'date', ${s.observedAt})
            from ${e} join ${s} on ${s.id} = ${e.assessmentId}
            where ${e.studentId} = ${u.id} and ${e.competencyId} = ${c.id} and ${isOneOf(e.state, "SIGNED")}
              and not ${e.isSelf} and not ${isUnconfirmedGuestSql(e)} and ${isOneOf(s.status, "SUBMITTED", "APPROVED")}
            order by ${s.observedAt} desc, ${s.id} desc limit 1) as last,
           (select json_agg(json_build_object('id', ${r.id}, 'name', ${r.criterionName},
                     'description', ${r.description}, 'weight', ${r.weight}, 'maxScore', ${r.maxScore},
                     'passScore', ${r.passScore}, 'performanceLevels', ${r.performanceLevels})
                     order by ${r.orderIndex}, ${r.id})
            from ${r} where ${r.competencyId} = ${c.id} and ${r.isActive}) as criteria,
           (select json_agg(json_build_object('id', ${ro.id}, 'name', ${ro.name}) order by ${placements.startsOn} desc)
            from ${placements} join ${ro} on ${ro.id} = ${placements.rotationId}
            where ${placements.studentId} = ${u.id} and ${placements.endedAt} is null) as rotations,
           (select json_build_object('assessmentId', ${s.id}, 'words', ${s.requestWords}, 'askedAt', ${s.createdAt},
              'observedAt', least(coalesce(${s.observedAt}, ${s.createdAt}), now()),
              'answerOn', (${s.expiresAt} at time zone ${schools.timeZone})::date)
            from ${s} where ${s.studentId} = ${u.id} and ${s.competencyId} = ${c.id}
              and ${s.assessorId} = ${p.assessorId} and ${isOneOf(s.status, "REQUESTED")}) as request,
           (select json_build_object('assessmentId', ${s.id}, 'content', ${s.draft}, 'savedAt', ${s.updatedAt},
              'version', ${draftVersionSql})
            from ${s} where ${s.studentId} = ${u.id} and ${s.competencyId} = ${c.id}
              and ${s.assessorId} = ${p.assessorId} and ${isOneOf(s.status, "DRAFT")}) as draft
    from ${u}
    join ${a} on ${a.userId} = ${u.id} and ${a.competencyId} = ${p.competencyId} and ${isNoneOf(a.status, "WITHDRAWN")}
    join ${c} on ${c.id} = ${a.competencyId}
    join ${rs} on ${rs.id} = ${c.ratingScaleId}
    join ${schools} on ${schools.id} = ${u.schoolId}
    left join ${cohorts} on ${cohorts.id} = ${u.cohortId}
    left join ${programs} on ${programs.id} = ${u.programId}
    where ${u.id} = ${p.studentId} and ${isOneOf(u.role, "STUDENT")}`,
);

const evaluationsJson = sql`
  select json_agg(json_build_object('id', ${e.id},
      'evaluator', coalesce(${u.name}, ${e.guestName}, ${hiddenAuthorNameSql(e)}, ''),
      'evaluatorRole', coalesce(${u.role}, ${e.guestRole}, case when ${e.isAnonymous} then 'CLINICAL_SUPERVISOR' end, ''),
      'state', ${e.state}, 'isSelf', ${e.isSelf}, 'isAnonymous', ${e.isAnonymous}, 'replacesId', ${e.replacesId},
      'authorId', coalesce(${e.evaluatorId}, ${hiddenAuthorSql(e)}), 'overallRating', ${e.overallRating},
      'ratingLabel', (select l->>'label' from jsonb_array_elements(${rs.levels}) l
                      where (l->>'value')::numeric = ${rating}),
      'rubricResult', ${e.rubricResult}, 'words', ${e.words}, 'revision', ${e.revision},
      'changeReason', ${e.changeReason}, 'signedAt', ${e.signedAt},
      'privateNote', ${evaluationPrivateNotes.note},
      'criteria', coalesce((
        select json_agg(json_build_object('rubricId', ${r.id}, 'name', ${r.criterionName}, 'score', ${ec.score},
                 'maxScore', ${r.maxScore}, 'passScore', ${r.passScore},
                 'label', (select l->>'label' from jsonb_array_elements(${r.performanceLevels}) l
                           where (l->>'value')::numeric = ${ec.score})) order by ${r.orderIndex}, ${r.id})
        from ${ec} join ${r} on ${r.id} = ${ec.rubricId} where ${ec.evaluationId} = ${e.id}), '[]'::json))
    order by ${e.createdAt}, ${e.id})
  from ${e} left join ${u} on ${u.id} = ${e.evaluatorId}
  left join ${evaluationPrivateNotes} on ${evaluationPrivateNotes.evaluationId} = ${e.id}
  where ${e.assessmentId} = ${s.id} and ${isNoneOf(e.state, "DISCARDED")}`;

const actsJson = sql`
  select json_agg(json_build_object('id', ${act.id}, 'act', ${act.act}, 'by', ${act.actorName}, 'actorId', ${act.actorId},
           'at', ${act.createdAt}, 'words', ${act.words}, 'revision', (
             select ${e.revision} from ${e} where ${e.id} = ${act.evaluationId} and ${isNoneOf(e.state, "DISCARDED")}))
         order by ${act.createdAt}, ${act.id})
  from ${act} where ${act.assessmentId} = ${s.id}`;

const evidenceFilesJson = sql`
  select json_agg(json_build_object('fileId', ${f.id}, 'name', ${f.name}, 'sizeBytes', ${f.sizeBytes},
           'mediaType', ${f.mediaType}) order by ${f.createdAt})
  from ${assessmentFiles} join ${f} on ${f.id} = ${assessmentFiles.fileId}
  where ${assessmentFiles.assessmentId} = ${s.id}`;

type ShownEvaluation = StaffAssessmentView["evaluations"][number];
type StoredEvaluation = Omit<
  ShownEvaluation,
  "isOwn" | "criteria" | "feedback" | "strengths" | "nextSteps" | "changeReason" | "privateNote"
> & {
  authorId: string | null;
  words: Sealed | null;
  changeReason: Sealed | null;
  privateNote: Sealed | null;
  criteria: Omit<ShownEvaluation["criteria"][number], "comment">[];
};
type StoredView = Omit<StaffAssessmentView, "status" | "acts" | "nextActs" | "evaluations"> & {
  status: AssessmentStatus;
  evaluations: StoredEvaluation[];
};

const selectAssessment = sqlStatement(
  "assessment_get",
  z.object({
    schoolId: z.string(),
    assessorId: z.string().nullable(),
    isSupervisor: z.boolean(),
    evaluatorIds: z.array(z.string().nullable()),
    acts: z.array(
      z.object({
        id: z.string(),
        act: z.enum(assessmentActs),
        by: z.string(),
        actorId: z.string(),
        at: z.coerce.date(),
        words: sealedColumn.nullable(),
        revision: z.number().nullable(),
      }),
    ),
    // The endpoint's output schema checks the answer.
    view: z.custom<StoredView>(),
  }),
  (p: Params<{ assessmentId: string }>) => sql`
    select ${s.schoolId} as "schoolId", ${s.assessorId} as "assessorId",
      app.supervises(${s.studentId}) as "isSupervisor",
      coalesce((select array_agg(coalesce(${e.evaluatorId}, ${hiddenAuthorSql(e)})) from ${e}
        where ${e.assessmentId} = ${s.id} and not ${e.isSelf} and ${isNoneOf(e.state, "DRAFT", "DISCARDED")}), '{}')
        as "evaluatorIds",
      coalesce((${actsJson}), '[]'::json) as acts,
      json_build_object('id', ${s.id}, 'studentId', ${s.studentId}, 'studentName', ${student.name},
        'competencyId', ${c.id}, 'competencyName', ${c.name}, 'category', ${c.category}, 'method', ${s.method},
        'status', ${s.status}, 'observedAt', ${s.observedAt}, 'submittedAt', ${s.submittedAt}, 'rotation', ${ro.name},
        'metadata', ${s.metadata}, 'value', ${assessmentValueSql(s.id, rs.kind)}, 'targetRating', ${c.targetRating}, 'scale', ${scaleJson},
        'needsCountersignature', ${c.needsCountersignature}, 'revision', (
          select count(*)::int from ${e} where ${e.assessmentId} = ${s.id} and not ${e.isSelf}
            and ${isNoneOf(e.state, "DRAFT", "DISCARDED")}),
        'evaluations', coalesce((${evaluationsJson}), '[]'::json),
        'evidenceFiles', coalesce((${evidenceFilesJson}), '[]'::json)) as view
    from ${s}
    join ${users} ${student} on ${student.id} = ${s.studentId}
    join ${c} on ${c.id} = ${s.competencyId}
    join ${rs} on ${rs.id} = ${c.ratingScaleId}
    left join ${ro} on ${ro.id} = ${s.rotationId}
    where ${s.id} = ${p.assessmentId}`,
);
