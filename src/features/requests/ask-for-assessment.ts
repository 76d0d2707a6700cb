import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { events } from "#src/features/assessments/events.ts";
import { assessmentSteps } from "#src/features/assessments/rules.ts";
import { notify } from "#src/features/notifications/notify.ts";
import { observedFromSql } from "#src/features/progress/assignment-facts.ts";
import { permissions } from "#src/features/requests/permissions.ts";
import { rulesRow, rulesSql } from "#src/features/requests/queries.ts";
import { answerUntil, happenedFault } from "#src/features/requests/rules.ts";
import type { AskAnswer, AskBody } from "#src/features/requests/schema.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn, dayWords } from "#src/lib/day.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { placementSupervisors, placements } from "#src/platform/db/tables/placements.ts";
import { requestRules } from "#src/platform/db/tables/request-rules.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { type Sealed, sealedFields } from "#src/platform/sealed/field.ts";
import { sealText } from "#src/platform/sealed/text.ts";
import { assertStep } from "#src/policy/assert-step.ts";
import { requireRole } from "#src/policy/authorize.ts";

/** A student asks a supervisor of a current placement to assess what happened in the last days, or is planned for today. */
export async function askForAssessment(ctx: UserContext, body: AskBody): Promise<AskAnswer> {
  const { schoolId, userId: studentId } = ctx.actor;
  const { competencyId, supervisorId } = body;
  const observedAt = new Date(body.observedAt);
  const answer = await withActor(
    ctx.actor,
    async (tx): Promise<AskAnswer> => {
      requireRole(ctx.actor, permissions.ask);
      const at = now();
      const [facts] = await tx.query(selectAsking, { studentId, competencyId, supervisorId, at });
      const asked = checkedAsking(facts, observedAt, at);
      assertStep(assessmentSteps, "NEW", "REQUESTED", "student");
      const assessmentId = newId();
      const answerBy = answerUntil(at, asked, asked.timeZone);
      tx.send(insertRequest, {
        id: assessmentId,
        schoolId,
        studentId,
        competencyId,
        assignmentId: asked.assignmentId,
        supervisorId,
        rotationId: asked.rotationId,
        observedAt,
        words: sealText(sealedFields.requestWords, { schoolId, rowId: assessmentId }, body.words ?? null),
        at,
        answerBy,
      });
      audit(tx, ctx.actor, {
        action: "request.ask",
        entityType: "assessment",
        entityId: assessmentId,
        schoolId,
        studentId,
        requestId: ctx.requestId,
        detail: { competencyId, supervisorId },
      });
      emit(tx, [events.requestChanged.of({ schoolId, studentId, data: { assessmentId, studentId, competencyId } })]);
      notify(tx, {
        template: "assessmentRequested",
        schoolId,
        userId: supervisorId,
        variables: {
          student_name: asked.studentName,
          competency_name: asked.competencyName,
          answer_by: dayWords(dayIn(answerBy, asked.timeZone)),
        },
        payload: { assessmentId },
      });
      return {
        assessmentId,
        status: "requested",
        supervisorName: asked.supervisorName,
        answerBy: answerBy.toISOString(),
        answerOn: dayIn(answerBy, asked.timeZone),
      };
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

type Asking = z.output<typeof asking>;

/** Refuses what may not be asked; else the facts, of which nothing is missing. */
function checkedAsking(facts: Asking | undefined, observedAt: Date, at: Date) {
  if (facts?.studentStatus !== "ACTIVE") throw new AppError("forbidden", "Your account is not active at your school.");
  const { assignment, placement } = facts;
  if (!assignment) {
    throw invalid("competencyId", "This competency is not assigned to you.", "is not assigned to you");
  }
  if (!placement) {
    throw invalid(
      "supervisorId",
      "You can ask the supervisors of the placement that you are in now.",
      "does not supervise you at present",
    );
  }
  const fault = happenedFault(observedAt, at, {
    rules: facts,
    timeZone: facts.timeZone,
    from: facts.observedFrom,
    placementFrom: placement.from,
  });
  if (fault) throw invalid("observedAt", "Some values are not valid.", fault);
  if (facts.openStatus) {
    throw new AppError(
      "conflict",
      facts.openStatus === "DRAFT"
        ? `You asked ${placement.supervisorName} for this, and they have begun it already.`
        : `You asked ${placement.supervisorName} for this already, and the answer is still open.`,
    );
  }
  return { ...facts, ...assignment, ...placement };
}

function invalid(path: string, detail: string, message: string): AppError {
  return new AppError("invalid", detail, { errors: [{ path, message }] });
}

const asking = z.object({
  studentStatus: z.string(),
  studentName: z.string(),
  timeZone: z.string(),
  assignment: z.object({ assignmentId: z.string(), competencyName: z.string() }).nullable(),
  observedFrom: z.date().nullable(),
  placement: z.object({ supervisorName: z.string(), rotationId: z.string(), from: z.string() }).nullable(),
  openStatus: z.enum(["REQUESTED", "DRAFT"]).nullable(),
  ...rulesRow,
});

const st = users;
const a = competencyAssignments;
const c = competencies;
const pl = placements;
const ps = placementSupervisors;
const s = assessments;

const selectAsking = sqlStatement(
  "request_asking",
  asking,
  (p: Params<{ studentId: string; competencyId: string; supervisorId: string; at: Date }>) => sql`
    select ${st.status} as "studentStatus", ${st.name} as "studentName", ${schools.timeZone} as "timeZone", ${rulesSql},
      (select json_build_object('assignmentId', ${a.id}, 'competencyName', ${c.name})
       from ${a} join ${c} on ${c.id} = ${a.competencyId}
       where ${a.userId} = ${st.id} and ${a.competencyId} = ${p.competencyId} and ${isNoneOf(a.status, "WITHDRAWN")}
      ) as assignment,
      (select ${observedFromSql(a.deploymentId, schools.timeZone)} from ${a}
       where ${a.userId} = ${st.id} and ${a.competencyId} = ${p.competencyId} and ${isNoneOf(a.status, "WITHDRAWN")}
      ) as "observedFrom",
      (select json_build_object('supervisorName', su.name, 'rotationId', ${pl.rotationId}, 'from', ${pl.startsOn})
       from ${pl} join ${ps} on ${ps.placementId} = ${pl.id}
       join ${users} su on su.id = ${ps.supervisorId} and su.status = 'ACTIVE' and su.role = 'CLINICAL_SUPERVISOR'
       where ${pl.studentId} = ${st.id} and ${ps.supervisorId} = ${p.supervisorId} and ${pl.endedAt} is null
         and (${p.at}::timestamptz at time zone ${schools.timeZone})::date between ${pl.startsOn} and ${pl.endsOn}
       order by ${pl.startsOn} limit 1) as placement,
      coalesce(
        (select o.status from app.opened_requests() o
         where o.status = 'DRAFT' and o.competency_id = ${p.competencyId} and o.assessor_id = ${p.supervisorId} limit 1),
        (select ${s.status} from ${s} where ${s.studentId} = ${st.id} and ${s.competencyId} = ${p.competencyId}
           and ${s.assessorId} = ${p.supervisorId} and ${isOneOf(s.status, "REQUESTED")})) as "openStatus"
    from ${st} join ${schools} on ${schools.id} = ${st.schoolId}
    left join ${requestRules} on ${requestRules.schoolId} = ${st.schoolId}
    where ${st.id} = ${p.studentId}`,
);

type NewRequest = {
  id: string;
  schoolId: string;
  studentId: string;
  competencyId: string;
  assignmentId: string;
  supervisorId: string;
  rotationId: string;
  observedAt: Date;
  words: Sealed | null;
  at: Date;
  answerBy: Date;
};

const insertRequest = statement("request_insert", (db, p: Params<NewRequest>) =>
  db.insert(assessments).values({
    id: p.id,
    schoolId: p.schoolId,
    studentId: p.studentId,
    competencyId: p.competencyId,
    assignmentId: p.assignmentId,
    assessorId: p.supervisorId,
    status: "REQUESTED",
    requestedBy: p.studentId,
    rotationId: p.rotationId,
    observedAt: p.observedAt,
    requestWords: p.words,
    createdAt: p.at,
    updatedAt: p.at,
    expiresAt: p.answerBy,
  }),
);
