/** The words of the list on the page of a framework, which is to hold no others, and what other pages share with it. */
export const frameworkStrings = {
  deployments: "Assigned to",
  deploymentsHelp: "Who works towards this framework",
  noneTitle: "Not assigned yet",
  noneHelp: "Assign it to cohorts, programs or single students: each of them gets its competencies, with a due date.",
  from: "From",
  due: "Due",
  assignments: (done: number) => (done === 1 ? "1 assignment" : `${done} assignments`),
  assigning: (name: string) => `Assigning ${name}`,
  dots: " · ",
  failedSafe: "What was assigned so far is kept, and nothing is assigned twice.",
  tryAgain: "Try again",
  tryAgainFor: (name: string) => `Try again: ${name}`,
  retryFailed: "It could not be started again. Check the connection, and try once more.",
  noDueDate: "No due date",
  more: (count: number) => `and ${count} more`,
} as const;
