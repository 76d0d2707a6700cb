/** Addresses of a competency's page, whose id is that of its assignment. */

export const ownCompetenciesHref = "/dashboard/student/competencies";

/** The page of a student's figures and forecast. */
export const ownProgressHref = "/dashboard/student/progress";

export function ownCompetencyHref(assignmentId: string): string {
  return `${ownCompetenciesHref}/${encodeURIComponent(assignmentId)}`;
}

/** Under the page of the student's record, `recordHref`. */
export function competencyHrefIn(recordHref: string): (assignmentId: string) => string {
  return (assignmentId) => `${recordHref}/competencies/${encodeURIComponent(assignmentId)}`;
}
