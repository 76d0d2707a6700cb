/** Fewer people than this are no group: a figure of theirs would be a figure about one of them. */
export const smallestGroup = 5;

export type Group = {
  id: string;
  /** How many students. */
  students: number;
  /** How many of them the reader may read one by one, and could take away from the figure. */
  known: number;
};

/**
 * Which of some groups that do not overlap may be shown side by side, where the reader may also know the figure of all of
 * them together:
 *
 * - a group has at least five students, and of those whom the reader does not know one by one at least five, or none;
 * - the same holds for all hidden groups together, since their figure is that of all less what is shown: while it does
 *   not, the next smallest group is hidden with them.
 *
 * Nothing here depends on a period or a filter: figures of comparison are those of the last refresh, to the day, so two
 * answers never differ by a student or by a day only.
 * @returns the ids that may be shown
 */
export function shownGroups(groups: readonly Group[]): Set<string> {
  const shown = groups.filter(isSafe).sort((a, b) => b.students - a.students || (a.id < b.id ? -1 : 1));
  const hidden = sumOf(groups.filter((group) => !isSafe(group)));
  while (hidden.students > 0 && !isSafe(hidden)) {
    const smallest = shown.pop();
    if (!smallest) break;
    hidden.students += smallest.students;
    hidden.known += smallest.known;
  }
  return new Set(shown.map(({ id }) => id));
}

/** Whether one group may stand beside the reader's own record, which is a part of it: the others are at least five. */
export function isComparable({ students, known }: Pick<Group, "students" | "known">): boolean {
  return students - known >= smallestGroup;
}

function isSafe({ students, known }: Pick<Group, "students" | "known">): boolean {
  return students >= smallestGroup && (students === known || students - known >= smallestGroup);
}

function sumOf(groups: readonly Group[]): Pick<Group, "students" | "known"> {
  return groups.reduce(
    (sum, { students, known }) => ({ students: sum.students + students, known: sum.known + known }),
    { students: 0, known: 0 },
  );
}
