import { and, desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { config } from "#src/config.ts";
import type { Certificate } from "#src/features/certificates/schema.ts";
import { type ShownPart, writeCode } from "#src/features/certificates/values.ts";
import { a, c, e, isUnconfirmedGuestSql, s } from "#src/features/progress/evidence.ts";
import { dayIn } from "#src/lib/day.ts";
import { fixedLimit, isOneOf } from "#src/platform/db/conditions.ts";
import { holdsCompetency } from "#src/platform/db/held-competency.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { certificates as t } from "#src/platform/db/tables/certificates.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { timeRecords } from "#src/platform/db/tables/time-records.ts";
import { users } from "#src/platform/db/tables/users.ts";

/** More than anybody comes to hold; each completion makes one. */
const mostCertificates = 200;

const columns = {
  id: t.id,
  schoolId: t.schoolId,
  studentId: t.studentId,
  framework: t.framework,
  version: t.version,
  competencies: t.competencies,
  categories: t.categories,
  completedAt: t.completedAt,
  code: t.code,
  issuedAt: t.issuedAt,
  revokedAt: t.revokedAt,
  revokedBecause: t.revokedBecause,
  revokedCompetency: t.revokedCompetency,
  shown: t.shown,
  timeZone: schools.timeZone,
};

/** Valid ones first, the latest of each first. */
export const selectCertificates = statement("certificates_list", (db, p: Params<{ studentId: string }>) =>
  db
    .select(columns)
    .from(t)
    .innerJoin(schools, eq(schools.id, t.schoolId))
    .where(eq(t.studentId, p.studentId))
    .orderBy(sql`${t.revokedAt} is not null`, desc(t.issuedAt), desc(t.id))
    .limit(fixedLimit(mostCertificates)),
);

export const selectCertificate = statement("certificate_find", (db, p: Params<{ id: string }>) =>
  db
    .select({ ...columns, student: users.name })
    .from(t)
    .innerJoin(schools, eq(schools.id, t.schoolId))
    .innerJoin(users, eq(users.id, t.studentId))
    .where(eq(t.id, p.id)),
);

export const updateShown = statement("certificate_show", (db, p: Params<{ id: string; shown: ShownPart[] }>) =>
  db
    .update(t)
    .set({ shown: sql`${p.shown}::text[]` })
    .where(and(eq(t.id, p.id))),
);

export type CertificateRow = Awaited<ReturnType<typeof selectCertificates.run>>[number];

export function certificateOf({ schoolId: _, timeZone, revokedAt, ...row }: CertificateRow): Certificate {
  const { revokedBecause, revokedCompetency, completedAt, issuedAt, ...rest } = row;
  return {
    ...rest,
    completedOn: dayIn(completedAt, timeZone),
    code: writeCode(row.code),
    address: addressOf(row.code),
    issuedAt: issuedAt.toISOString(),
    revoked:
      revokedAt && revokedBecause
        ? { on: dayIn(revokedAt, timeZone), because: revokedBecause, competency: revokedCompetency }
        : null,
  };
}

/** Of the public page of a code. */
export function addressOf(code: string): string {
  return `${config.appUrl}/verify/${writeCode(code)}`;
}

/** What anybody who has the code may know. */
export const selectVerification = sqlStatement(
  "certificate_verify",
  z.object({ found: z.record(z.string(), z.unknown()) }),
  (p: Params<{ code: string }>) => sql`select found from app.verify_code(${p.code}) as found where found is not null`,
);

/**
 * The record behind a certificate up to its issue: assessments that count, people who assessed, approved hours. What was
 * withdrawn since was completed all the same.
 */
export const selectCounts = sqlStatement(
  "certificate_counts",
  z.object({ assessments: z.number(), assessors: z.number(), minutes: z.number() }),
  (p: Params<{ id: string }>) => sql`
    select counted.assessments, counted.assessors,
      (select coalesce(sum(${timeRecords.minutes}), 0)::int from ${timeRecords}
        where ${timeRecords.studentId} = held.student_id and ${isOneOf(timeRecords.status, "APPROVED")}
          and ${timeRecords.startedAt} <= held.issued_at) as minutes
    from (select ${t.studentId}, ${t.templateId}, ${t.issuedAt} from ${t} where ${t.id} = ${p.id}) held
    cross join lateral (
      select count(distinct ${s.id})::int as assessments,
        count(distinct coalesce(${e.evaluatorId}, ${e.guestEmail}, ${e.guestName}))::int as assessors
      from ${competencyAssignments} ${a}
      join ${competencies} ${c} on ${c.id} = ${a.competencyId} and ${c.templateId} = held.template_id
      join ${evaluations} ${e} on ${e.studentId} = ${a.userId} and ${holdsCompetency(a, e.competencyId)}
      join ${assessments} ${s} on ${s.id} = ${e.assessmentId}
      where ${a.userId} = held.student_id and ${isOneOf(e.state, "SIGNED")}
        and not ${e.isSelf} and not ${isUnconfirmedGuestSql(e)} and ${e.signedAt} <= held.issued_at
        and (${isOneOf(s.status, "APPROVED")} or (${isOneOf(s.status, "SUBMITTED")} and not ${c.needsCountersignature}))) counted`,
);
