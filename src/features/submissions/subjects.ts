import { eq } from "drizzle-orm";
import { defineSubject } from "#src/platform/db/access-row.ts";
import { builder } from "#src/platform/db/statement.ts";
import { competencySubmissions } from "#src/platform/db/tables/competency-submissions.ts";

export const ofSubmission = defineSubject("access_submission", (id) =>
  builder
    .select({ studentId: competencySubmissions.studentId })
    .from(competencySubmissions)
    .where(eq(competencySubmissions.id, id))
    .getSQL(),
);
