import { eq } from "drizzle-orm";
import { defineSubject } from "#src/platform/db/access-row.ts";
import { builder } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";

export const ofRequest = defineSubject("access_request", (id) =>
  builder.select({ studentId: assessments.studentId }).from(assessments).where(eq(assessments.id, id)).getSQL(),
);
