import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import { readStandards } from "#src/features/analytics/read-accreditation.ts";
import { selectCohortChoices, selectStudentChoices } from "#src/features/reports/queries.ts";
import { termOf } from "#src/features/reports/rules.ts";
import { recipientsOf } from "#src/features/reports/saved/recipients.ts";
import type { ChoicesAnswer, choicesQuery } from "#src/features/reports/schema.ts";
import { selectSchool, selectTerms } from "#src/features/schools/queries.ts";
import { now } from "#src/lib/clock.ts";
import { academicYearOf, dayIn } from "#src/lib/day.ts";
import { likePatterns } from "#src/lib/search-text.ts";
import { hasText } from "#src/platform/db/access-row.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** What the reader can put into a report: groups and students whom they may see, the school's days, and to whom it may be sent. */
export async function readChoices(ctx: UserContext, query: z.output<typeof choicesQuery>): Promise<ChoicesAnswer> {
  const { actor, requestId } = ctx;
  const { schoolId } = actor;
  const isAdmin = actor.role === "SCHOOL_ADMIN";
  const isStudent = actor.role === "STUDENT";
  const patterns = likePatterns(query.search ?? "");
  const [[school], terms, cohorts, students, recipients] = await readAs(
    actor,
    (tx) =>
      Promise.all([
        tx.query(selectSchool, { schoolId }),
        tx.query(selectTerms, { schoolId }),
        isStudent ? [] : tx.query(selectCohortChoices, { schoolId }),
        isStudent ? [] : tx.query(selectStudentChoices, { schoolId, patterns, studentId: query.studentId ?? null }),
        recipientsOf(tx, actor),
      ]),
    {
      what: "students for a report",
      requestId,
      count: ([, , , found]) => found.length,
      filter: { search: hasText(query.search) },
    },
  );
  if (!school) throw new AppError("not_found", "There is no such school.");
  const today = dayIn(now(), school.timeZone);
  return {
    cohorts,
    standards: isAdmin ? (await readStandards(ctx, {})).frameworks : [],
    students,
    recipients,
    term: termOf(terms, today) ?? null,
    yearFrom: academicYearOf(today, school.academicYearStarts),
    today,
    timeZone: school.timeZone,
    admins: isAdmin ? recipients.length : 0,
  };
}
