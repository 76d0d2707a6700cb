/** How a judgement would move the student. */
export const effectStrings = {
  title: "What this changes",
  choose: "Choose a level, and this says how it moves the student.",
  chooseOrScore: "Choose a level or score the criteria, and this says how it moves the student.",
  refused: "This says how it moves the student once nothing is missing above.",
  unknown: "It cannot be said just now what this changes. You can submit all the same.",
  now: "Now",
  after: "After",
  notEnough: "Not enough evidence yet",
  atTarget: (times: number, of: number) => `${times} of ${of} at target`,
  becomes: (level: string) => `The level becomes ${level}.`,
  stillNotEnough: "There is not enough evidence for a level yet.",
  reaches: (times: number, of: number) => `The target is reached ${times} of ${of} times then.`,
  moves: (from: string, to: string) => `The level moves from ${from} to ${to}.`,
  stays: (level: string) => `The level stays at ${level}.`,
  completes: (moved: string) => `This completes the competency. ${moved}`,
  onceCountersigned: (moved: string) => `It counts once it is countersigned. ${moved}`,
  completesOnceCountersigned: (moved: string) => `Once it is countersigned, this completes the competency. ${moved}`,
  completedOf: (completed: number, total: number) => `${completed} of ${total} competencies are completed then.`,
  criteriaAmountTo: (level: string) => `The criteria amount to ${level}; the level that you chose counts.`,
  criteriaBelow: (level: string, chosen: string) =>
    `The criteria amount to ${level}, below the target; the ${chosen} that you chose counts.`,
} as const;
