import { and, eq, exists, sql } from "drizzle-orm";
import type { SearchAnswer } from "#src/features/search/schema.ts";
import { likePatterns, searchWords } from "#src/lib/search-text.ts";
import { hasText } from "#src/platform/db/access-row.ts";
import { fixedLimit, isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { inNameOrder, isFound } from "#src/platform/db/names.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

const foundAtMost = 5;

/** The first students, competencies and frameworks with every word of the search in their name, number or code. */
export async function search(ctx: UserContext, text: string): Promise<SearchAnswer> {
  const words = searchWords(text);
  if (words.length === 0) return { students: [], competencies: [], frameworks: [] };
  const patterns = likePatterns(text);
  const isStudent = ctx.actor.role === "STUDENT";
  const read = async (tx: Tx): Promise<SearchAnswer> => {
    const [students, found, frameworks] = await Promise.all([
      isStudent ? [] : tx.query(selectStudents, { words }),
      isStudent
        ? tx.query(selectOwnCompetencies, { patterns, userId: ctx.actor.userId })
        : tx.query(selectCompetencies, { patterns }),
      isStudent ? [] : tx.query(selectFrameworks, { patterns }),
    ]);
    return { students, competencies: found, frameworks };
  };
  if (isStudent) return readAs(ctx.actor, read);
  return readAs(ctx.actor, read, {
    what: "search",
    requestId: ctx.requestId,
    count: ({ students }) => students.length,
    filter: { q: hasText(text) },
  });
}

/** `app.found_student_ids` finds by an index, which row-level security would not let a condition use. */
const selectStudents = statement("search_students", (db, p: Params<{ words: string[] }>) =>
  db
    .select({ id: users.id, name: users.name, studentNumber: users.studentNumber, cohort: cohorts.name })
    .from(sql`app.found_student_ids(${p.words}::text[]) found (id)`)
    .innerJoin(users, eq(users.id, sql`found.id`))
    .leftJoin(cohorts, eq(cohorts.id, users.cohortId))
    .where(and(isOneOf(users.role, "STUDENT"), isNoneOf(users.status, "LEFT")))
    .orderBy(inNameOrder(users.name), users.id)
    .limit(fixedLimit(foundAtMost)),
);

const competency = {
  id: competencies.id,
  code: competencies.code,
  name: competencies.name,
  frameworkId: competencies.templateId,
  framework: competencyTemplates.name,
};

const selectCompetencies = statement("search_competencies", (db, p: Params<{ patterns: string[] }>) =>
  db
    .select(competency)
    .from(competencies)
    .innerJoin(competencyTemplates, eq(competencyTemplates.id, competencies.templateId))
    .where(isFound(competencies.searchText, p.patterns))
    .orderBy(inNameOrder(competencies.name), competencies.id)
    .limit(fixedLimit(foundAtMost)),
);

const selectOwnCompetencies = statement(
  "search_own_competencies",
  (db, p: Params<{ patterns: string[]; userId: string }>) => {
    const a = competencyAssignments;
    const assigned = db
      .select({ id: a.id })
      .from(a)
      .where(and(eq(a.competencyId, competencies.id), eq(a.userId, p.userId), isNoneOf(a.status, "WITHDRAWN")));
    return db
      .select(competency)
      .from(competencies)
      .leftJoin(competencyTemplates, eq(competencyTemplates.id, competencies.templateId))
      .where(and(isFound(competencies.searchText, p.patterns), exists(assigned)))
      .orderBy(inNameOrder(competencies.name), competencies.id)
      .limit(fixedLimit(foundAtMost));
  },
);

const selectFrameworks = statement("search_frameworks", (db, p: Params<{ patterns: string[] }>) => {
  const { id, name, version, status, searchText } = competencyTemplates;
  return db
    .select({ id, name, version, status })
    .from(competencyTemplates)
    .where(isFound(searchText, p.patterns))
    .orderBy(inNameOrder(name), id)
    .limit(fixedLimit(foundAtMost));
});
