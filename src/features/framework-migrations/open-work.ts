import { sql } from "drizzle-orm";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlWrite } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencyRubrics } from "#src/platform/db/tables/competencies.ts";
import { competencySubmissions } from "#src/platform/db/tables/competency-submissions.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import { frameworkMigrationStudents } from "#src/platform/db/tables/framework-migrations.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

type CompetencyMove = { from: string; to: string };

/**
 * Requests, drafts and evidence that is still being written go with the student: they are about the competency that
 * replaces theirs. What was handed in or signed stays about what it was made for.
 */
export async function moveOpenWork(
  tx: Tx,
  { id, studentIds, moves }: { id: string; studentIds: string[]; moves: readonly CompetencyMove[] },
): Promise<void> {
  const pairs = new Map(moves.map((move) => [move.from, move.to]));
  const given = { studentIds, moves: JSON.stringify([...pairs].map(([from, to]) => ({ from, to }))) };
  await tx.query(moveAssessments, { id, ...given });
  await tx.query(moveSubmissions, given);
}

/** The same back, for a student whose move is undone. */
export async function moveOpenWorkBack(tx: Tx, studentIds: string[], moves: readonly CompetencyMove[]): Promise<void> {
  const pairs = new Map(moves.map((move) => [move.to, move.from]));
  const given = { studentIds, moves: JSON.stringify([...pairs].map(([from, to]) => ({ from, to }))) };
  await tx.query(moveAssessmentsBack, given);
  await tx.query(moveSubmissions, given);
}

const s = assessments;
const q = competencySubmissions;
const ms = frameworkMigrationStudents;
const draft = sql`${s.draft}`;

/** The criteria of a draft are those of the same name in the other version; one without is left out. */
const draftMoved = sql`case when jsonb_typeof(${draft} #> '{evaluationData,criteria}') = 'array' then jsonb_set(${draft},
    '{evaluationData,criteria}', coalesce((
      select jsonb_agg(jsonb_set(line, '{rubricId}', to_jsonb(other.id)))
      from jsonb_array_elements(${draft} #> '{evaluationData,criteria}') line
      join ${competencyRubrics} own on own.id = line ->> 'rubricId'
      join ${competencyRubrics} other on other.competency_id = r."to" and other.criterion_name = own.criterion_name
        and other.is_active and (jsonb_typeof(line -> 'score') <> 'number' or (line ->> 'score')::numeric <= other.max_score)),
      '[]')) else ${draft} end`;

const isMovable = sql`${isOneOf(s.status, "REQUESTED", "DRAFT")}
  and not exists (select from ${evaluations} where ${evaluations.assessmentId} = ${s.id})`;

const moveAssessments = sqlWrite(
  "migration_move_assessments",
  (p: Params<{ id: string; studentIds: string[]; moves: string }>) => sql`
    with moved as (
      update ${s} set competency_id = r."to", draft = ${draftMoved}
      from jsonb_to_recordset(${p.moves}::jsonb) as r ("from" text, "to" text)
      where ${s.studentId} = any(${p.studentIds}) and ${s.competencyId} = r."from" and ${isMovable}
        and not exists (select from ${s} other where other.student_id = ${s.studentId} and other.competency_id = r."to"
          and other.assessor_id is not distinct from ${s.assessorId} and other.status = ${s.status})
      returning ${s.id}, ${s.studentId})
    update ${ms} set kept = ${ms.kept} || jsonb_build_object('assessments', (
      select jsonb_agg(moved.id) from moved where moved.student_id = ${ms.studentId}))
    where ${ms.migrationId} = ${p.id} and ${ms.studentId} in (select student_id from moved)`,
);

const moveAssessmentsBack = sqlWrite(
  "migration_move_assessments_back",
  (p: Params<{ studentIds: string[]; moves: string }>) => sql`
    update ${s} set competency_id = r."to", draft = ${draftMoved}
    from jsonb_to_recordset(${p.moves}::jsonb) as r ("from" text, "to" text), ${ms}
    where ${ms.studentId} = any(${p.studentIds}) and ${s.studentId} = ${ms.studentId} and ${ms.state} = 'UNDOING'
      and ${ms.kept} -> 'assessments' ? ${s.id} and ${s.competencyId} = r."from" and ${isMovable}`,
);

const moveSubmissions = sqlWrite(
  "migration_move_submissions",
  (p: Params<{ studentIds: string[]; moves: string }>) => sql`
    update ${q} set competency_id = r."to"
    from jsonb_to_recordset(${p.moves}::jsonb) as r ("from" text, "to" text)
    where ${q.studentId} = any(${p.studentIds}) and ${q.competencyId} = r."from" and ${isOneOf(q.status, "DRAFT", "RETURNED")}`,
);
