import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { assessmentMethod } from "#src/features/assessments/schema.ts";
import { assignmentFactsSql } from "#src/features/progress/assignment-facts.ts";
import { a, c, criteriaSql, e, hiddenAuthorNameSql, rs, s, sc } from "#src/features/progress/evidence.ts";
import { namedRenewalOf, waysInCycle } from "#src/features/progress/explain-renewal.ts";
import { assignmentFacts, evidenceLine } from "#src/features/progress/facts.ts";
import { countsOf, missingOf, needsOf } from "#src/features/progress/needs.ts";
import { shownStatusSql } from "#src/features/progress/overdue.ts";
import { scoreCompetency } from "#src/features/progress/rules.ts";
import { shownAssignmentStatus, type WhyAnswer } from "#src/features/progress/schema.ts";
import {
  assessorsShown,
  leftOutSentences,
  methodSentence,
  nextStepSentence,
} from "#src/features/progress/sentences.ts";
import { ofAssignment } from "#src/features/progress/subjects.ts";
import { now } from "#src/lib/clock.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { openWords } from "#src/platform/sealed/evaluation-words.ts";
import { sealedColumn } from "#src/platform/sealed/field.ts";

/**
 * Explains one level. The evidence is scored again by the same rules that wrote the level, so the explanation always
 * agrees with it.
 */
export async function explainLevel(ctx: UserContext, assignmentId: string): Promise<WhyAnswer> {
  const [row] = await readAs(ctx.actor, (tx) => tx.query(selectExplained, { assignmentId }), {
    subject: ofAssignment(assignmentId),
    what: "level explanation",
    requestId: ctx.requestId,
  });
  if (!row) throw new AppError("not_found", "There is no such assignment.");
  return explanationOf(row);
}

/** The evidence with the evaluator's comments. */
const explainedLine = evidenceLine.extend({
  evaluator: z.string(),
  method: assessmentMethod,
  schoolId: z.string(),
  words: sealedColumn.nullable(),
});
const explained = z.object({
  studentId: z.string(),
  studentName: z.string(),
  shownStatus: shownAssignmentStatus,
  scaleName: z.string(),
  progressPercentage: z.coerce.number(),
  facts: assignmentFacts.extend({ evidence: z.array(explainedLine) }),
});
type Explained = z.output<typeof explained>;

const st = alias(users, "st");
const by = alias(users, "by");

const selectExplained = sqlStatement(
  "level_explain",
  explained,
  (p: Params<{ assignmentId: string }>) => sql`
    select ${a.userId} as "studentId", ${st.name} as "studentName", ${rs.name} as "scaleName",
           ${a.progressPercentage} as "progressPercentage",
           ${shownStatusSql(a)} as "shownStatus",
           ${assignmentFactsSql(sql`${criteriaSql},
             'evaluator', coalesce((select ${by.name} from ${users} ${by} where ${by.id} = ${e.evaluatorId}), ${e.guestName}, ${hiddenAuthorNameSql(e)}, ''),
             'method', ${s.method}, 'schoolId', ${e.schoolId}, 'words', ${e.words}`)} as facts
    from ${competencyAssignments} ${a}
    join ${users} ${st} on ${st.id} = ${a.userId}
    join ${schools} ${sc} on ${sc.id} = ${a.schoolId}
    join ${competencies} ${c} on ${c.id} = ${a.competencyId}
    join ${ratingScales} ${rs} on ${rs.id} = ${c.ratingScaleId}
    where ${a.id} = ${p.assignmentId}`,
);

function explanationOf({ facts, ...row }: Explained): WhyAnswer {
  const { evidence, scale } = facts;
  const score = scoreCompetency({ ...facts, evaluations: evidence });
  const labelOf = (value: number | null) => facts.levels.find((level) => level.value === value)?.label ?? null;
  const countedLines = (assessmentId: string) =>
    evidence.filter(
      (line) => line.assessmentId === assessmentId && line.state === "SIGNED" && !line.isSelf && !line.guestUnconfirmed,
    );
  const requirements = needsOf({ ...facts, renewalWays: waysInCycle(facts) }, countsOf(score, scale));
  const at = now();
  return {
    assignmentId: facts.assignmentId,
    studentId: row.studentId,
    studentName: row.studentName,
    competencyId: facts.competencyId,
    competencyName: facts.competencyName,
    category: facts.category,
    status: row.shownStatus,
    asOf: at.toISOString(),
    method: facts.method,
    methodSentence: methodSentence(facts.method, facts.times),
    scale: { name: row.scaleName, ...scale, levels: facts.levels },
    result: score.result,
    resultLabel: labelOf(score.result),
    progressPercentage: row.progressPercentage,
    requirements,
    used: score.used.map(({ assessmentId, value, observedAt }) => {
      const lines = countedLines(assessmentId);
      const said = lines.map((line) => openWords(line, line.words));
      return {
        assessmentId,
        value,
        valueLabel: labelOf(value),
        observedAt: observedAt.toISOString(),
        evaluators: assessorsShown(lines.map(({ evaluator }) => evaluator)),
        method: lines[0]?.method ?? "DIRECT_OBSERVATION",
        feedback: wordsOf(said.map(({ feedback }) => feedback)),
        strengths: wordsOf(said.map(({ strengths }) => strengths)),
        nextSteps: wordsOf(said.map(({ nextSteps }) => nextSteps)),
      };
    }),
    leftOut: score.leftOut.map(({ assessmentId, evaluatorKey, reason }) => {
      const line = evidence.find(
        (one) => one.assessmentId === assessmentId && one.evaluatorKey === evaluatorKey && hasReason(one, reason),
      );
      return {
        assessmentId,
        observedAt: line?.observedAt.toISOString() ?? "",
        evaluator: line?.evaluator ?? "",
        reason,
        reasonSentence: leftOutSentences[reason],
      };
    }),
    nextStep: nextStepSentence({
      status: row.shownStatus,
      result: score.result,
      target: { kind: scale.kind, value: scale.target, max: scale.max, label: labelOf(scale.target) },
      missing: missingOf(facts.method, requirements),
      assessors: [
        ...new Set(
          score.used.flatMap(({ assessmentId }) => countedLines(assessmentId)).map(({ evaluator }) => evaluator),
        ),
      ],
      renewal: namedRenewalOf(facts, at),
    }),
  };
}

/** What several said, one after another. */
function wordsOf(texts: readonly (string | null)[]): string | null {
  return texts.filter((text) => text !== null && text !== "").join("\n\n") || null;
}

/** Two revisions by one evaluator are distinguished by the reason why they do not count. */
function hasReason(line: z.output<typeof explainedLine>, reason: string): boolean {
  if (reason === "superseded") return line.state === "SUPERSEDED";
  if (reason === "voided") return line.state === "VOIDED";
  if (reason === "self") return line.isSelf;
  return line.state === "SIGNED";
}
