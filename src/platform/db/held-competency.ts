import { type SQL, type SQLWrapper, sql } from "drizzle-orm";

/** The columns of `competency_assignments` or of an alias of it. */
type AssignmentColumns = { competencyId: SQLWrapper; earlierCompetencyIds: SQLWrapper };

/**
 * Whether what was observed in a competency is evidence of this assignment: it is the assignment's own, or one of an
 * earlier version of the framework that it replaced when the student was moved.
 */
export function holdsCompetency(
  { competencyId, earlierCompetencyIds }: AssignmentColumns,
  observed: SQLWrapper,
): SQL<boolean> {
  return sql<boolean>`(${observed} = ${competencyId} or ${observed} = any(${earlierCompetencyIds}))`;
}
