import type { ChangedField, ChangeKind } from "#src/features/framework-versions/values.ts";

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

/** Every word of the pages of versions, in one place. */
export const strings = {
  title: "What changed",
  versions: "Versions",
  description: (from: string, to: string) => `Version ${to} against version ${from}.`,
  noEarlier: "This is the first version",
  noEarlierHelp: "Start the next version from a published framework, and this page tells what it changes.",
  noChanges: "Nothing is different yet",
  noChangesHelp: "What you change in this version is listed here, competency by competency.",
  back: (name: string) => name,
  startHelp: "A published version never changes. The next one starts as a copy of it.",
  seeChanges: "See what changed",
  move: "Move students",
  replaces: (version: string) => `It replaces version ${version}.`,
  counts: ({ added, changed, moved, retired }: Record<"added" | "changed" | "moved" | "retired", number>) => {
    const total = added + changed + moved + retired;
    if (total === 0) return "No changes";
    const parts = [
      added > 0 ? `New ${added}` : null,
      changed > 0 ? `Changed ${changed}` : null,
      moved > 0 ? `Moved ${moved}` : null,
      retired > 0 ? `Retired ${retired}` : null,
    ].filter((part) => part !== null);
    return `${plural(total, "change", "changes")}: ${parts.join(", ")}`;
  },
  same: (count: number) => `${plural(count, "competency stays", "competencies stay")} exactly as before.`,
  was: "Was",
  is: "Is",
  none: "none",
  place: "Place",
  countsNote: "Changes what is counted",
};

export const kindWords: Record<ChangeKind, string> = {
  ADDED: "New",
  CHANGED: "Changed",
  MOVED: "Moved",
  RETIRED: "Retired",
};

export const fieldWords: Record<ChangedField, string> = {
  code: "Code",
  name: "Name",
  shortName: "Short name",
  description: "Description",
  level: "Level",
  isRequired: "Required",
  ratingScale: "Rating scale",
  targetRating: "Target",
  scoringMethod: "How ratings count",
  requiredObservations: "Assessments needed",
  requiredEvaluators: "Assessors needed",
  requiredDays: "Days needed",
  validityMonths: "Valid for months",
  renewalWays: "What renews it",
  needsApproval: "Approval by the school",
  needsCountersignature: "Countersignature",
  rubric: "Criteria",
};
