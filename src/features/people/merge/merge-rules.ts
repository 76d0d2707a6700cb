/** Whether two people can be one. Pure: the caller passes what it read under its locks. */

export type MergeSide = {
  id: string;
  role: string;
  mergedInto: string | null;
  /** Assessments, submissions, hours, milestones or feedback about them as a student. */
  records: number;
  /** Assessments that they have begun or were asked for, and rounds that they lead. */
  openWork: number;
};

/** Why the second cannot be merged into the first; undefined when it can. */
export function mergeFault(keep: MergeSide, merge: MergeSide, actorId: string): string | undefined {
  if (keep.id === merge.id) return "These are the same entry.";
  if (merge.id === actorId) return "You cannot merge yourself into somebody else.";
  if (keep.mergedInto !== null || merge.mergedInto !== null) return "One of them was merged already.";
  if (keep.role !== merge.role) return "They have different roles. Change one of them first.";
  if (merge.records > 0) {
    return keep.records > 0
      ? "Both have a record of assessments, evidence or hours, which stays with whom it was recorded for. Deactivate the one that is no longer used."
      : "The second has a record of assessments, evidence or hours. Keep that one, and merge the other into it.";
  }
  if (merge.openWork > 0) return "The second has assessments that are open. Submit, discard or pass them on first.";
  return undefined;
}
