import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/assessments/permissions.ts";
import type { EffectAnswer, effectBody } from "#src/features/assessments/schema.ts";
import { decideEffect } from "#src/features/assessments/signing/decide-effect.ts";
import { loadNamed } from "#src/features/assessments/signing/signing-facts.ts";
import { assignmentFactsSql } from "#src/features/progress/assignment-facts.ts";
import { a, c, criteriaSql, e, rs, sc } from "#src/features/progress/evidence.ts";
import { assignmentFacts, evidenceLine } from "#src/features/progress/facts.ts";
import { findProgressRow } from "#src/features/progress/queries.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { ofStudent } from "#src/platform/db/access-row.ts";
import { isNoneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** How a judgement would move the student if it were signed now. It is read, decided and forgotten: nothing changes. */
export async function readEffect(ctx: UserContext, body: z.output<typeof effectBody>): Promise<EffectAnswer> {
  const { studentId, competencyId, evaluationData } = body;
  const named = { competencyId, evaluationData, evidenceFiles: [] };
  const [[found], row, facts] = await readAs(
    ctx.actor,
    (tx) =>
      Promise.all([
        tx.query(selectFacts, { studentId, competencyId, evaluatorId: ctx.actor.userId }),
        findProgressRow(tx, studentId),
        loadNamed(tx, ctx.actor, named),
      ]),
    { subject: ofStudent(studentId), what: "assessment effect", requestId: ctx.requestId },
  );
  authorize(ctx.actor, permissions.submit, {
    schoolId: found?.schoolId ?? "",
    studentId,
    isSupervisor: found?.isSupervisor ?? false,
  });
  if (!found?.assignment || !row) throw new AppError("not_found", "There is no such student or competency.");
  return decideEffect(
    {
      ...named,
      studentId,
      metadata: undefined,
      assessmentId: newId(),
      from: "NEW",
      requestId: ctx.requestId,
    },
    {
      assignment: found.assignment,
      evaluator: { id: ctx.actor.userId, name: found.evaluatorName },
      named: facts,
    },
    row,
    now(),
  );
}

const st = alias(users, "st");
const me = alias(users, "me");
const by = alias(users, "by");

const selectFacts = sqlStatement(
  "assessment_effect",
  z.object({
    schoolId: z.string(),
    isSupervisor: z.boolean(),
    evaluatorName: z.string(),
    assignment: assignmentFacts
      .extend({ evidence: z.array(evidenceLine.extend({ evaluator: z.string() })) })
      .nullable(),
  }),
  (p: Params<{ studentId: string; competencyId: string; evaluatorId: string }>) => sql`
    select ${st.schoolId} as "schoolId", app.supervises(${st.id}) as "isSupervisor", ${me.name} as "evaluatorName",
           case when ${a.id} is not null then ${assignmentFactsSql(sql`${criteriaSql},
             'evaluator', coalesce((select ${by.name} from ${users} ${by} where ${by.id} = ${e.evaluatorId}), ${e.guestName}, '')`)}
           end as assignment
    from ${users} ${st}
    join ${schools} ${sc} on ${sc.id} = ${st.schoolId}
    join ${users} ${me} on ${me.id} = ${p.evaluatorId}
    left join ${competencyAssignments} ${a}
      on ${a.userId} = ${st.id} and ${a.competencyId} = ${p.competencyId} and ${isNoneOf(a.status, "WITHDRAWN")}
    left join ${competencies} ${c} on ${c.id} = ${a.competencyId}
    left join ${ratingScales} ${rs} on ${rs.id} = ${c.ratingScaleId}
    where ${st.id} = ${p.studentId} and ${st.role} = 'STUDENT'`,
);
