import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { Subject } from "#src/features/analytics/facts.ts";
import { findSubject } from "#src/features/analytics/select-subject.ts";
import type { Timeframe } from "#src/features/analytics/timeframe.ts";
import { termOf } from "#src/features/reports/rules.ts";
import type { Question } from "#src/features/reports/schema.ts";
import { kindSpecs, kindsOfRole, type ScopeField, scopesFor } from "#src/features/reports/values.ts";
import { selectTerms } from "#src/features/schools/queries.ts";
import { academicYearOf } from "#src/lib/day.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserActor } from "#src/policy/actor.ts";

/** Whom a report is about, and the days of the school that it covers. */
export type ReportScope = {
  subject: Subject | null;
  standardsId: string | null;
  schoolId: string;
  school: string;
  timeZone: string;
  today: string;
  timeframe: Timeframe;
};

/** The field that says whom the question is about; refuses a kind or a scope that the role may not ask for. */
export function scopeOf(actor: UserActor, question: Question): ScopeField {
  if (!kindsOfRole[actor.role]?.includes(question.kind)) {
    throw new AppError("forbidden", `Your role may not make the report ${kindSpecs[question.kind].word}.`);
  }
  const scopes = scopesFor(question.kind, actor.role);
  const named = scopes.filter((field) => question[field] !== undefined);
  const [field, ...others] = named;
  if (field && others.length === 0) return field;
  if (!field && actor.role === "STUDENT") return "studentId";
  const path = scopes[0] ?? "cohortId";
  throw new AppError("invalid", "Some values are not valid.", {
    errors: [{ path: `question.${path}`, message: field ? "does not go with the other one" : "is needed" }],
  });
}

/** Reads the scope of a question under the asker's own policies; what they may not see is not found. */
export async function loadScope(actor: UserActor, question: Question): Promise<ReportScope> {
  const field = scopeOf(actor, question);
  const id = question[field] ?? actor.userId;
  const scope = field === "studentId" ? "student" : "cohort";
  const { schoolId } = actor;
  const [subject, [school], terms] = await readAs(actor, (tx) =>
    Promise.all([
      field === "standardsId" ? undefined : findSubject(tx, scope, id, { all: question.period === "all" }),
      tx.query(selectSchoolDays, { schoolId }),
      tx.query(selectTerms, { schoolId }),
    ]),
  );
  if (!school || (field !== "standardsId" && !subject)) throw new AppError("not_found", `There is no such ${scope}.`);
  const { today } = school;
  return {
    subject: subject ?? null,
    standardsId: field === "standardsId" ? id : null,
    schoolId,
    ...school,
    timeframe: daysOf(question, {
      today,
      first: subject?.firstDay ?? null,
      term: termOf(terms, today),
      year: academicYearOf(today, school.yearStarts),
    }),
  };
}

/** The days that a period stands for, up to today; the academic year where no term has begun. */
export function daysOf(
  { period }: Pick<Question, "period">,
  days: { today: string; first: string | null; term: Timeframe | undefined; year: string },
): Timeframe {
  const { today, first, term, year } = days;
  if (period === "all") return { from: first !== null && first < today ? first : today, to: today };
  if (period === "term" && term) return term;
  if (period === "term" || period === "year") return { from: year, to: today };
  const [from = today, to = today] = period.split("/");
  return { from, to };
}

const selectSchoolDays = sqlStatement(
  "report_school",
  z.object({ school: z.string(), timeZone: z.string(), today: z.string(), yearStarts: z.string() }),
  (p: Params<{ schoolId: string }>) => sql`
    select ${schools.name} as school, ${schools.timeZone} as "timeZone", ${schools.academicYearStarts} as "yearStarts",
           ((now() at time zone ${schools.timeZone})::date)::text as today
    from ${schools} where ${schools.id} = ${p.schoolId}`,
);
