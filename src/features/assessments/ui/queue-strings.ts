/** Texts of the supervisor's queue. */
export const queueStrings = {
  waiting: "Waiting for you",
  waitingCount: (count: number) => (count === 0 ? "Nothing is waiting for you" : `${count} waiting for you`),
  parts: ({
    drafts,
    requests,
    feedback,
    due,
    students,
  }: Record<"drafts" | "requests" | "feedback" | "due" | "students", number>) =>
    [
      drafts > 0 ? (drafts === 1 ? "1 draft" : `${drafts} drafts`) : null,
      requests > 0 ? (requests === 1 ? "1 request" : `${requests} requests`) : null,
      feedback > 0 ? `${feedback} asked by colleagues` : null,
      due > 0 ? `${due} due for ${students === 1 ? "1 student" : `${students} students`}` : null,
    ]
      .filter((part) => part !== null)
      .join(", "),
  empty: "Nothing is waiting",
  yourStudents: "Your students",
  emptyHelp: "Requests, your drafts and competencies that fall due for your students appear here.",
  newAssessment: "New assessment",

  drafts: "Drafts",
  draftsHelp: "Yours alone until you submit",
  requests: "Requests",
  requestsHelp: "Oldest first",
  feedback: "Asked by colleagues",
  feedbackHelp: "The student sees no names",
  give: "Answer",
  giveWhom: (student: string, competency: string) => `Give feedback on ${student}: ${competency}`,
  due: "Due",
  dueHelp: "By student",
  allOf: (count: number, of: string) => `All ${count} ${of.toLowerCase()}`,

  continueDraft: "Continue",
  continueWhom: (student: string, competency: string) => `Continue your draft, ${student}: ${competency}`,
  assess: "Assess",
  assessWhom: (student: string, competency: string) => `Assess ${student}: ${competency}`,
  draftState: (hasLevel: boolean, hasWords: boolean) =>
    hasLevel
      ? hasWords
        ? "Level and words, not submitted"
        : "Level chosen, no words yet"
      : hasWords
        ? "Words, no level yet"
        : "No level yet",
  asked: (days: number, time: string) =>
    days <= 0 ? `Asked today, ${time}` : days === 1 ? "Asked yesterday" : `Asked ${days} days ago`,
  answerBy: (day: string) => `Answer by ${day}`,
  happened: (when: string) => `Happened ${when}`,
  happenedToday: (time: string) => `Happened today, ${time}`,
  requestMenu: (student: string) => `More for the request of ${student}`,
  decline: "Decline",
  openStudent: "Open the student",

  studentDue: (count: number) => `${count} due`,
  oldestWas: (words: string) => `oldest ${words}`,
  oldestIs: (words: string) => `oldest is ${words}`,
  onlyIs: (words: string) => `it is ${words}`,
  first: (words: string) => `first ${words}`,
  notSeen: "Not seen on this shift",
  notSeenWhom: (student: string) => `Not seen on this shift: hide ${student}`,
  more: (count: number) => `${count} more`,
  moreOf: (count: number, student: string) => `${count} more due for ${student}`,
  loadMoreStudents: "More students",

  hiddenNow: (student: string) => `${student} is hidden`,
  hiddenUntil: (due: number, day: string, time: string) => `${due} due. Back ${day}, ${time}`,
  today: "today",
  show: "Show",
  showWhom: (student: string) => `Show ${student} again`,
  undo: "Undo",
  shownAgain: (student: string) => `${student} is shown again`,
  hideFailed: "This was not kept. Check the connection and try again.",
  later: (count: number, day: string) =>
    count === 1
      ? `1 more was assessed after it fell due, and is not at target yet. It comes back on ${day}.`
      : `${count} more were assessed after they fell due, and are not at target yet. They come back from ${day} on.`,

  keyMove: "move",
  keyAssess: "assess",
  keyHide: "not this shift",
  shortcutMove: "Next and previous row",
  shortcutAssess: "Assess, or open the student",
  shortcutHide: "Hide a student: not seen on this shift",
} as const;
