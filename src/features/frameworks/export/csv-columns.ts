/**
 * The columns of a framework as CSV. `kind` says what a row is: FRAMEWORK (its name, description and version), SCALE (a
 * rating scale of its competencies), CATEGORY, COMPETENCY, CRITERION (of the rubric of the competency in `parent`) or
 * LINK (an association of two items). Levels of scales and criteria are JSON.
 */
export const csvColumns = [
  "kind",
  "identifier",
  "parent",
  "code",
  "name",
  "short_name",
  "statement",
  "description",
  "category",
  "item_type",
  "level",
  "is_required",
  "rating_scale",
  "target_rating",
  "scoring_method",
  "n_times",
  "required_observations",
  "required_evaluators",
  "required_days",
  "validity_months",
  "renewal_ways",
  "needs_approval",
  "needs_countersignature",
  "weight",
  "max_score",
  "pass_score",
  "levels",
  "version",
  "link_from",
  "link_to",
  "position",
  "editor_note",
] as const;
export type CsvColumn = (typeof csvColumns)[number];

/** Apostrophes before what `csvLine` would guard: at the beginning of a cell, or of a part after a separator. */
const apostrophes = /^'+(?=[=+\-@\t\r\n＝＋－＠])|(?<=[;\t\r\n])'+(?=[=+@＝＋－＠]|-(?! ))/g;

/**
 * What a spreadsheet would take for a formula gets an apostrophe in front when it is written; what begins so already gets
 * one too, so that each is read back as it was.
 */
export function guarded(cell: string): string {
  return cell.replace(apostrophes, "$&'");
}

export function unguarded(cell: string): string {
  return cell.replace(apostrophes, (found) => found.slice(1));
}
