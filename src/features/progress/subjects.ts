import { eq } from "drizzle-orm";
import { defineSubject } from "#src/platform/db/access-row.ts";
import { builder } from "#src/platform/db/statement.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";

export const ofAssignment = defineSubject("access_assignment", (id) =>
  builder
    .select({ studentId: competencyAssignments.userId })
    .from(competencyAssignments)
    .where(eq(competencyAssignments.id, id))
    .getSQL(),
);
