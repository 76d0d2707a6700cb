import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { unsignedStatuses } from "#src/features/assessments/rules.ts";
import { askedSql } from "#src/features/progress/asked.ts";
import { assignmentFactsSql } from "#src/features/progress/assignment-facts.ts";
import { type LeftOutReason, weigh } from "#src/features/progress/counted-evidence.ts";
import {
  a,
  c,
  criteriaSql,
  e,
  hiddenAuthorNameSql,
  isUnconfirmedGuestSql,
  rs,
  s,
  sc,
} from "#src/features/progress/evidence.ts";
import { namedRenewalOf, renewalAnswerOf, waysInCycle } from "#src/features/progress/explain-renewal.ts";
import { assignmentFacts, evidenceLine } from "#src/features/progress/facts.ts";
import { countsOf, missingOf, needsOf } from "#src/features/progress/needs.ts";
import { expiresSoonSql, lastExpirySql, shownStatusSql, validUntilSql } from "#src/features/progress/overdue.ts";
import { scoreCompetency } from "#src/features/progress/rules.ts";
import {
  type CompetencyAnswer,
  competencyAnswer,
  type EvidenceAnswer,
  type EvidenceItem,
  type evidenceQuery,
  shownAssignmentStatus,
} from "#src/features/progress/schema.ts";
import type { Score } from "#src/features/progress/scoring.ts";
import {
  assessorsShown,
  leftOutSentences,
  methodSentence,
  nextStepSentence,
} from "#src/features/progress/sentences.ts";
import { ofAssignment } from "#src/features/progress/subjects.ts";
import { renewalWays } from "#src/features/progress/values.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn } from "#src/lib/day.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { decodeCursor, instantKey, pageOf } from "#src/platform/db/cursor.ts";
import { holdsCompetency } from "#src/platform/db/held-competency.ts";
import { type Params, type RowOf, sqlStatement } from "#src/platform/db/statement.ts";
import { assessmentFiles, assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies, competencyRubrics } from "#src/platform/db/tables/competencies.ts";
import { assignmentCycles, competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { evaluationCriteria, evaluationPrivateNotes, evaluations } from "#src/platform/db/tables/evaluations.ts";
import { files } from "#src/platform/db/tables/files.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { openWords } from "#src/platform/sealed/evaluation-words.ts";
import { sealedColumn, sealedFields } from "#src/platform/sealed/field.ts";
import { openNote } from "#src/platform/sealed/private-note.ts";
import { openText } from "#src/platform/sealed/text.ts";

/** How much evidence comes with the competency itself. */
const firstPage = 10;

type EvidencePage = z.output<typeof evidenceQuery>;

/**
 * One competency of one student: the level by the rules that wrote it, what is missing, and the first page of its
 * evidence, in one round trip.
 */
export async function readCompetency(ctx: UserContext, assignmentId: string): Promise<CompetencyAnswer> {
  const page: EvidencePage = { limit: firstPage, cursor: undefined };
  const [[row], lines, notes, [criteria]] = await readAs(
    ctx.actor,
    (tx) =>
      Promise.all([
        tx.query(selectCompetency, { assignmentId }),
        queryEvidence(tx, assignmentId, page),
        queryNotes(ctx, tx, assignmentId),
        tx.query(selectCriteria, { assignmentId }),
      ]),
    { subject: ofAssignment(assignmentId), what: "competency", requestId: ctx.requestId },
  );
  if (!row) throw new AppError("not_found", "There is no such assignment.");
  const isStaff = ctx.actor.role !== "STUDENT";
  return competencyOf(row, {
    evidence: evidencePageOf(row, lines, notes, page),
    criteria: criteria?.criteria ?? [],
    criteriaScores: (criteria?.scores ?? []).toReversed(),
    isStaff,
  });
}

/** The evidence of one competency of one student, newest first. */
export async function listEvidence(
  ctx: UserContext,
  assignmentId: string,
  page: EvidencePage,
): Promise<EvidenceAnswer> {
  const [[row], lines, notes] = await readAs(
    ctx.actor,
    (tx) =>
      Promise.all([
        tx.query(selectCompetency, { assignmentId }),
        queryEvidence(tx, assignmentId, page),
        queryNotes(ctx, tx, assignmentId),
      ]),
    { subject: ofAssignment(assignmentId), what: "evidence", requestId: ctx.requestId },
  );
  if (!row) throw new AppError("not_found", "There is no such assignment.");
  return evidencePageOf(row, lines, notes, page);
}

function queryEvidence(tx: Tx, assignmentId: string, { limit, cursor }: EvidencePage) {
  const after = decodeCursor(cursor, ["instant", "id"]);
  return tx.query(selectEvidence, {
    assignmentId,
    afterAt: after?.[0] ?? null,
    afterId: after?.[1] ?? null,
    limit: limit + 1,
  });
}

/** For a student the table of private notes is not even asked. */
function queryNotes({ actor }: UserContext, tx: Tx, assignmentId: string): Promise<RowOf<typeof selectNotes>[]> {
  return actor.role === "STUDENT" ? Promise.resolve([]) : tx.query(selectNotes, { assignmentId });
}

type Row = RowOf<typeof selectCompetency>;

function competencyOf(
  { facts, timeZone, cycles, ...row }: Row,
  more: Pick<CompetencyAnswer, "evidence" | "criteria" | "criteriaScores"> & { isStaff: boolean },
): CompetencyAnswer {
  const { scale, evidence } = facts;
  const score = scoreCompetency({ ...facts, evaluations: evidence });
  const labelOf = labelsOf(facts);
  const requirements = needsOf({ ...facts, renewalWays: waysInCycle(facts) }, countsOf(score, scale));
  const at = now();
  const shown = evidence.filter(isShown);
  const counted = shown.filter((line) => weigh(scale, line, facts.cycleStartsAt).reason === null);
  const assessors = [...new Set(counted.map(({ evaluator }) => evaluator))];
  const { isStaff, ...parts } = more;
  return {
    ...row,
    ...parts,
    assignmentId: facts.assignmentId,
    competencyId: facts.competencyId,
    competencyName: facts.competencyName,
    category: facts.category,
    methodSentence: methodSentence(facts.method, facts.times),
    scoringMethod: facts.method,
    scale: { name: row.scaleName, ...scale, levels: facts.levels },
    targetLabel: labelOf(scale.target),
    result: score.result,
    resultLabel: labelOf(score.result),
    // A renewal has no due date.
    dueOn: facts.cycleStartsAt ? null : facts.dueDate && dayIn(facts.dueDate, timeZone),
    completedOn: facts.completionDate && dayIn(facts.completionDate, timeZone),
    expiresOn: row.expiresAt && dayIn(row.expiresAt, timeZone),
    asked: row.asked && { ...row.asked, at: new Date(row.asked.at).toISOString() },
    decisive: decisiveOf(facts, score),
    counted: score.used.length,
    leftOutCount: shown.length - counted.length,
    requirements,
    nextStep: nextStepSentence({
      status: row.status,
      result: score.result,
      target: { kind: scale.kind, value: scale.target, max: scale.max, label: labelOf(scale.target) },
      missing: missingOf(facts.method, requirements),
      assessors,
      renewal: namedRenewalOf(facts, at),
    }),
    renewal: renewalAnswerOf(facts, cycles ?? [], at),
    ...(isStaff ? { sampling: samplingOf(facts, score, counted, timeZone) } : {}),
  };
}

/** A draft is not shown, and an amended evaluation only as the history of the one that replaced it. */
function isShown(line: EvidenceFact): boolean {
  return line.state !== "SUPERSEDED" && !unsignedStatuses.some((unsigned) => unsigned === line.assessmentStatus);
}

function labelsOf({ levels }: Facts) {
  return (value: number | null) => levels.find((level) => level.value === value)?.label ?? null;
}

/** The assessment that decides, where one does; of the other methods the latest. */
function decisiveOf(facts: Facts, { used }: Score): CompetencyAnswer["decisive"] {
  const highest = Math.max(...used.map(({ value }) => value));
  const line = facts.method === "HIGHEST" ? used.find(({ value }) => value === highest) : used.at(-1);
  if (!line) return null;
  const by = facts.evidence.filter(
    (one) => one.assessmentId === line.assessmentId && weigh(facts.scale, one, facts.cycleStartsAt).reason === null,
  );
  return {
    value: line.value,
    valueLabel: labelsOf(facts)(line.value),
    evaluators: assessorsShown(by.map(({ evaluator }) => evaluator)),
    observedAt: line.observedAt.toISOString(),
  };
}

function samplingOf(
  { requirement }: Facts,
  score: Score,
  counted: readonly EvidenceFact[],
  timeZone: string,
): CompetencyAnswer["sampling"] {
  const contextsOf = (lines: readonly EvidenceFact[]) => [...new Set(lines.flatMap(({ rotation }) => rotation ?? []))];
  const rows = [...Map.groupBy(counted, ({ evaluatorKey }) => evaluatorKey).values()].map((lines) => ({
    evaluator: lines[0]?.evaluator ?? "",
    observations: new Set(lines.map(({ assessmentId }) => assessmentId)).size,
    days: new Set(lines.map(({ observedAt }) => dayIn(observedAt, timeZone))).size,
    contexts: contextsOf(lines).sort(),
  }));
  const { observations, evaluators, days } = score;
  return {
    rows: rows.sort(
      (one, other) => other.observations - one.observations || (one.evaluator < other.evaluator ? -1 : 1),
    ),
    total: { observations, evaluators, days, contexts: contextsOf(counted).length },
    asked: requirement,
  };
}

function evidencePageOf(
  { facts }: Row,
  lines: RowOf<typeof selectEvidence>[],
  notes: RowOf<typeof selectNotes>[],
  { limit }: EvidencePage,
): EvidenceAnswer {
  const reasons = new Map<string, LeftOutReason | null>(
    facts.evidence.map((line) => [line.evaluationId, weigh(facts.scale, line, facts.cycleStartsAt).reason]),
  );
  const noteOf = new Map(notes.map(({ note, ...of }) => [of.evaluationId, openNote(of, note)]));
  const labelOf = labelsOf(facts);
  return pageOf(
    lines,
    limit,
    ({ observedKey: _key, words, schoolId, ...line }): EvidenceItem => {
      const reason = reasons.get(line.evaluationId) ?? null;
      const privateNote = noteOf.get(line.evaluationId);
      const { comments: _comments, ...texts } = openWords({ schoolId, evaluationId: line.evaluationId }, words);
      return {
        ...line,
        ...texts,
        changeReason: openText(sealedFields.changeReason, { schoolId, rowId: line.evaluationId }, line.changeReason),
        observedAt: line.observedAt.toISOString(),
        valueLabel: labelOf(line.value),
        counts: reason === null,
        reasonSentence: reason && leftOutSentences[reason],
        earlier: line.earlier.map(({ value, signedAt }) => ({
          value,
          valueLabel: labelOf(value),
          signedAt: new Date(signedAt).toISOString(),
        })),
        ...(privateNote === undefined ? {} : { privateNote }),
      };
    },
    (line) => [line.observedKey, line.evaluationId],
  );
}

const evidenceFact = evidenceLine.extend({ evaluator: z.string(), rotation: z.string().nullable() });
type EvidenceFact = z.output<typeof evidenceFact>;
const competencyFacts = assignmentFacts.extend({ evidence: z.array(evidenceFact) });
type Facts = z.output<typeof competencyFacts>;

const st = alias(users, "st");
const by = alias(users, "by");
const ro = alias(rotations, "ro");
const old = alias(evaluations, "old");
const ec = alias(evaluationCriteria, "ec");
const r = alias(competencyRubrics, "r");
const f = alias(files, "f");

const evaluatorSql = sql`coalesce((select ${by.name} from ${users} ${by} where ${by.id} = ${e.evaluatorId}), ${e.guestName}, ${hiddenAuthorNameSql(e)}, '')`;
const rotationSql = sql`(select ${ro.name} from ${rotations} ${ro} where ${ro.id} = ${s.rotationId})`;

const cy = assignmentCycles;
const keptCycle = z.object({
  number: z.number(),
  startsAt: z.coerce.date().nullable(),
  completedAt: z.coerce.date(),
  validUntil: z.coerce.date(),
  renewedValidUntil: z.coerce.date().nullable(),
  ended: z.enum(["RENEWED", "EXPIRED"]),
  endedAt: z.coerce.date(),
  way: z.enum(renewalWays).nullable(),
  result: z.number().nullable(),
});
const cyclesSql = sql`(select json_agg(json_build_object('number', ${cy.number}, 'startsAt', ${cy.startsAt},
    'completedAt', ${cy.completedAt}, 'validUntil', ${cy.validUntil}, 'ended', ${cy.ended}, 'endedAt', ${cy.endedAt},
    'renewedValidUntil', ${validUntilSql(cy.startsAt, c.validityMonths, sc.timeZone)}, 'way', ${cy.way}, 'result', ${cy.result})
    order by ${cy.number}) from ${cy} where ${cy.assignmentId} = ${a.id})`;

const { code, description, level, progressPercentage, studentId, studentName, expiresSoon } = competencyAnswer.shape;

const selectCompetency = sqlStatement(
  "competency_read",
  z.object({
    studentId,
    studentName,
    code,
    description,
    level,
    expiresSoon,
    status: shownAssignmentStatus,
    scaleName: z.string(),
    timeZone: z.string(),
    progressPercentage: z.coerce.number().pipe(progressPercentage),
    expiresAt: z.date().nullable(),
    asked: z.object({ assessor: z.string().nullable(), at: z.string() }).nullable(),
    cycles: z.array(keptCycle).nullable(),
    facts: competencyFacts,
  }),
  (p: Params<{ assignmentId: string }>) => sql`
    select ${a.userId} as "studentId", ${st.name} as "studentName", ${rs.name} as "scaleName",
           ${c.code}, ${c.description}, ${c.level}, ${sc.timeZone} as "timeZone",
           ${a.progressPercentage} as "progressPercentage", ${shownStatusSql(a)} as status,
           ${lastExpirySql(a, c.validityMonths, sc.timeZone)} as "expiresAt",
           ${expiresSoonSql(a, c.validityMonths, sc.timeZone)} as "expiresSoon",
           ${askedSql(a)} as asked, ${cyclesSql} as cycles,
           ${assignmentFactsSql(sql`${criteriaSql}, 'evaluator', ${evaluatorSql}, 'rotation', ${rotationSql}`)} as facts
    from ${competencyAssignments} ${a}
    join ${users} ${st} on ${st.id} = ${a.userId}
    join ${schools} ${sc} on ${sc.id} = ${a.schoolId}
    join ${competencies} ${c} on ${c.id} = ${a.competencyId}
    join ${ratingScales} ${rs} on ${rs.id} = ${c.ratingScaleId}
    where ${a.id} = ${p.assignmentId}`,
);

const fileLine = z.object({ fileId: z.string(), name: z.string(), sizeBytes: z.number() });

const selectEvidence = sqlStatement(
  "competency_evidence",
  z.object({
    evaluationId: z.string(),
    assessmentId: z.string(),
    evaluator: z.string(),
    evaluatorRole: z.string(),
    isSelf: z.boolean(),
    isGuest: z.boolean(),
    isAnonymous: z.boolean(),
    method: z.string(),
    rotation: z.string().nullable(),
    observedAt: z.date(),
    observedKey: z.string(),
    value: z.coerce.number().nullable(),
    schoolId: z.string(),
    words: sealedColumn.nullable(),
    files: z.array(fileLine),
    revision: z.number(),
    changeReason: sealedColumn.nullable(),
    earlier: z.array(z.object({ value: z.number().nullable(), signedAt: z.string() })),
  }),
  (
    p: Params<{
      assignmentId: string;
      afterAt: string | number | null;
      afterId: string | number | null;
      limit: number;
    }>,
  ) => sql`
    select ${e.id} as "evaluationId", ${s.id} as "assessmentId", coalesce(${by.name}, ${e.guestName}, ${hiddenAuthorNameSql(e)}, '') as evaluator,
           coalesce(${by.role}, ${e.guestRole}, case when ${e.isAnonymous} then 'CLINICAL_SUPERVISOR' end, '') as "evaluatorRole",
           ${e.isSelf} as "isSelf", ${e.guestName} is not null as "isGuest", ${e.isAnonymous} as "isAnonymous", ${s.method}, ${ro.name} as rotation, ${s.observedAt} as "observedAt",
           ${instantKey(s.observedAt)} as "observedKey", coalesce(${e.overallRating}, ${e.rubricResult}) as value,
           ${e.schoolId} as "schoolId", ${e.words}, ${e.revision}, ${e.changeReason} as "changeReason",
           coalesce((select json_agg(json_build_object('fileId', ${f.id}, 'name', ${f.name}, 'sizeBytes', ${f.sizeBytes})
               order by ${f.createdAt}, ${f.id})
             from ${assessmentFiles} join ${files} ${f} on ${f.id} = ${assessmentFiles.fileId}
             where ${assessmentFiles.assessmentId} = ${s.id}), '[]') as files,
           case when ${e.revision} = 1 then '[]' else coalesce((
             select json_agg(json_build_object('value', coalesce(${old.overallRating}, ${old.rubricResult}),
               'signedAt', ${old.signedAt}) order by ${old.revision})
             from ${evaluations} ${old}
             where ${old.assessmentId} = ${s.id} and ${isOneOf(old.state, "SUPERSEDED")} and not ${e.isAnonymous}
               and ${old.revision} < ${e.revision} and ${old.isSelf} = ${e.isSelf}
               and coalesce(${old.evaluatorId}, ${old.guestEmail}, ${old.guestName})
                 = coalesce(${e.evaluatorId}, ${e.guestEmail}, ${e.guestName})), '[]') end as earlier
    from ${competencyAssignments} ${a}
    join ${evaluations} ${e} on ${e.studentId} = ${a.userId} and ${holdsCompetency(a, e.competencyId)}
    join ${assessments} ${s} on ${s.id} = ${e.assessmentId}
    left join ${users} ${by} on ${by.id} = ${e.evaluatorId}
    left join ${rotations} ${ro} on ${ro.id} = ${s.rotationId}
    where ${a.id} = ${p.assignmentId} and ${isNoneOf(e.state, "DRAFT", "SUPERSEDED")}
      and ${isNoneOf(s.status, ...unsignedStatuses)}
      and (${p.afterAt}::timestamptz is null or (${s.observedAt}, ${e.id}) < (${p.afterAt}::timestamptz, ${p.afterId}))
    order by ${s.observedAt} desc, ${e.id} desc
    limit ${p.limit}`,
);

const selectNotes = sqlStatement(
  "competency_private_notes",
  z.object({ evaluationId: z.string(), schoolId: z.string(), note: sealedColumn }),
  (p: Params<{ assignmentId: string }>) => sql`
    select ${e.id} as "evaluationId", ${evaluationPrivateNotes.schoolId} as "schoolId", ${evaluationPrivateNotes.note}
    from ${competencyAssignments} ${a}
    join ${evaluations} ${e} on ${e.studentId} = ${a.userId} and ${holdsCompetency(a, e.competencyId)}
    join ${evaluationPrivateNotes} on ${evaluationPrivateNotes.evaluationId} = ${e.id}
    where ${a.id} = ${p.assignmentId} and ${isNoneOf(e.state, "DRAFT")}`,
);

const { criteria: criteriaShape, criteriaScores } = competencyAnswer.shape;

/** The rubric of the competency, and the scores of the last two assessments that have any, the latest first. */
const selectCriteria = sqlStatement(
  "competency_criteria",
  z.object({
    criteria: criteriaShape.nullable(),
    scores: z
      .array(criteriaScores.element.extend({ observedAt: z.coerce.date().transform((at) => at.toISOString()) }))
      .nullable(),
  }),
  (p: Params<{ assignmentId: string }>) => sql`
    select (select json_agg(json_build_object('id', ${r.id}, 'name', ${r.criterionName}, 'description', ${r.description},
              'maxScore', ${r.maxScore}, 'isMustPass', ${r.passScore} is not null, 'levels', ${r.performanceLevels})
              order by ${r.orderIndex}, ${r.id})
            from ${competencyRubrics} ${r} where ${r.competencyId} = ${a.competencyId} and ${r.isActive}) as criteria,
           (select json_agg(json_build_object('evaluationId', last.id, 'observedAt', last.observed_at, 'scores', last.scores)
              order by last.observed_at desc, last.id desc)
            from (
              select ${e.id}, ${s.observedAt}, (
                  select json_agg(json_build_object('rubricId', ${ec.rubricId}, 'score', ${ec.score}))
                  from ${evaluationCriteria} ${ec} where ${ec.evaluationId} = ${e.id}) as scores
              from ${evaluations} ${e} join ${assessments} ${s} on ${s.id} = ${e.assessmentId}
              where ${e.studentId} = ${a.userId} and ${holdsCompetency(a, e.competencyId)}
                and ${isOneOf(e.state, "SIGNED")} and not ${e.isSelf} and not ${isUnconfirmedGuestSql(e)}
                and ${isOneOf(s.status, "SUBMITTED", "APPROVED")}
                and exists (select from ${evaluationCriteria} ${ec} where ${ec.evaluationId} = ${e.id})
              order by ${s.observedAt} desc, ${e.id} desc limit 2) last) as scores
    from ${competencyAssignments} ${a}
    where ${a.id} = ${p.assignmentId}`,
);
