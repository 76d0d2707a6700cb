import type { Signing } from "#src/features/assessments/signing-facts.ts";
import type { Score } from "#src/features/progress/rules.ts";
import type { AssignmentStatus } from "#src/features/progress/schema.ts";
import { newId } from "#src/lib/ids.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { UserActor } from "#src/policy/actor.ts";

export function writeAssessment(
  tx: Tx,
  actor: UserActor,
  signing: Signing,
  made: { assessmentId: string; assignmentId: string; observedAt: Date; signedAt: Date },
): void {
  const { evaluationData } = signing;
  const values = [
    made.assessmentId,
    made.assignmentId,
    evaluationData.method ?? "DIRECT_OBSERVATION",
    evaluationData.rotationId ?? null,
    made.observedAt,
    JSON.stringify(signing.metadata ?? {}),
    made.signedAt,
  ];
  if (signing.draftId) {
    void tx.query({
      name: "assessment_submit_draft",
      text: `update assessments set assignment_id = $2, method = $3, status = 'SUBMITTED', rotation_id = $4,
               observed_at = $5, metadata = $6, submitted_at = $7, draft = null, updated_at = $7 where id = $1`,
      values,
    });
  } else {
    void tx.query({
      name: "assessment_insert",
      text: `insert into assessments (id, school_id, student_id, competency_id, assignment_id, assessor_id, method,
               status, rotation_id, observed_at, metadata, created_at, updated_at, submitted_at)
             values ($1, $8, $9, $10, $2, $11, $3, 'SUBMITTED', $4, $5, $6, $7, $7, $7)`,
      values: [...values, actor.schoolId, signing.studentId, signing.competencyId, actor.userId],
    });
  }
  if (signing.evidenceFiles.length > 0) {
    void tx.query({
      name: "assessment_files_insert",
      text: `insert into assessment_files (assessment_id, file_id, school_id)
             select $1, f, $3 from unnest($2::text[]) f on conflict do nothing`,
      values: [made.assessmentId, signing.evidenceFiles, actor.schoolId],
    });
  }
}

export function writeAssignment(
  tx: Tx,
  assignmentId: string,
  made: { status: AssignmentStatus; progressPercentage: number; score: Score; completedAt: Date | null },
): void {
  void tx.query({
    name: "assignment_move",
    text: `update competency_assignments
           set status = $2, progress_percentage = $3, result = $4, observations = $5, evaluators = $6, days = $7,
               completion_date = coalesce($8, completion_date), updated_at = now()
           where id = $1`,
    values: [
      assignmentId,
      made.status,
      made.progressPercentage,
      made.score.result,
      made.score.observations,
      made.score.evaluators,
      made.score.days,
      made.completedAt,
    ],
  });
}

export function writeEvaluation(
  tx: Tx,
  actor: UserActor,
  signing: Signing,
  made: { assessmentId: string; evaluationId: string; fromRubric: number | null; signedAt: Date },
): void {
  const { evaluationData } = signing;
  void tx.query({
    name: "evaluation_insert",
    text: `insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, is_self,
             state, overall_rating, rubric_result, feedback, strengths, next_steps, revision, signed_at, created_at)
           values ($1, $2, $3, $4, $5, $6, false, 'SIGNED', $7, $8, $9, $10, $11, 1, $12, $12)`,
    values: [
      made.evaluationId,
      actor.schoolId,
      signing.studentId,
      signing.competencyId,
      made.assessmentId,
      actor.userId,
      evaluationData.overallRating ?? null,
      made.fromRubric,
      evaluationData.feedback ?? null,
      evaluationData.strengths ?? null,
      evaluationData.nextSteps ?? null,
      made.signedAt,
    ],
  });
  const criteria = evaluationData.criteria ?? [];
  if (criteria.length > 0) {
    void tx.query({
      name: "evaluation_criteria_insert",
      text: `insert into evaluation_criteria (evaluation_id, rubric_id, school_id, score, comment)
             select $1, u.rubric_id, $2, u.score, u.comment
             from unnest($3::text[], $4::numeric[], $5::text[]) as u (rubric_id, score, comment)`,
      values: [
        made.evaluationId,
        actor.schoolId,
        criteria.map(({ rubricId }) => rubricId),
        criteria.map(({ score }) => score),
        criteria.map(({ comment }) => comment ?? null),
      ],
    });
  }
  if (evaluationData.privateNote) {
    void tx.query({
      name: "private_note_insert",
      text: "insert into evaluation_private_notes (evaluation_id, school_id, note) values ($1, $2, $3)",
      values: [made.evaluationId, actor.schoolId, evaluationData.privateNote],
    });
  }
}

export function writeNotification(
  tx: Tx,
  actor: UserActor,
  signing: Signing,
  notification: { type: string; subject: string; content: string; payload: Record<string, unknown> },
): void {
  void tx.query({
    name: "notification_insert",
    text: `insert into notification_queue (id, school_id, user_id, type, subject, content, payload)
           values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [
      newId(),
      actor.schoolId,
      signing.studentId,
      notification.type,
      notification.subject,
      notification.content,
      JSON.stringify(notification.payload),
    ],
  });
}

/**
 * A completed competency, category or framework is unlocked once for ever: a second completion after an amendment
 * finds the row and causes no second event.
 */
export function writeAchievements(
  tx: Tx,
  actor: UserActor,
  signing: Signing,
  done: { competencyName: string; category: string; isCategoryDone: boolean; templateId: string | null },
): void {
  void tx.query({
    name: "achievements_unlock",
    text: `
      with wanted (id, event_id, notification_id, kind, ref, name) as (
        select * from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
        union all
        select $9, $10, $11, 'framework', t.id, t.name from competency_templates t
        where t.id = $12 and not exists (
          select 1 from competency_assignments a join competencies c on c.id = a.competency_id
          where a.user_id = $2 and c.template_id = t.id and a.status not in ('ACHIEVED', 'APPROVED', 'WITHDRAWN'))),
      unlocked as (
        insert into achievements (id, school_id, student_id, kind, ref, name, unlocked_at)
        select id, $1, $2, kind, ref, name, now() from wanted
        on conflict (student_id, kind, ref) do nothing returning id, kind, name),
      notified as (
        insert into notification_queue (id, school_id, user_id, type, subject, content, payload)
        select w.notification_id, $1, $2, 'ACHIEVEMENT_UNLOCKED', 'Completed', 'You completed ' || w.name || '.',
               jsonb_build_object('achievementId', w.id, 'kind', w.kind)
        from wanted w join unlocked u on u.id = w.id)
      insert into events (id, school_id, type, student_id, data, created_at)
      select w.event_id, $1, 'achievement.unlocked', $2,
             jsonb_build_object('studentId', $2::text, 'achievementId', w.id, 'kind', w.kind, 'name', w.name), now()
      from wanted w join unlocked u on u.id = w.id`,
    values: achievementValues(actor, signing, done),
  });
}

function achievementValues(
  actor: UserActor,
  signing: Signing,
  done: { competencyName: string; category: string; isCategoryDone: boolean; templateId: string | null },
): unknown[] {
  const lines = [
    { kind: "competency", ref: signing.competencyId, name: done.competencyName },
    ...(done.isCategoryDone ? [{ kind: "category", ref: done.category, name: done.category }] : []),
  ];
  const ids = () => lines.map(() => newId());
  return [
    actor.schoolId,
    signing.studentId,
    ids(),
    ids(),
    ids(),
    lines.map(({ kind }) => kind),
    lines.map(({ ref }) => ref),
    lines.map(({ name }) => name),
    newId(),
    newId(),
    newId(),
    done.templateId,
  ];
}
