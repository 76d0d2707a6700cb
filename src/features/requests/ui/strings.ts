import type { RequestLine } from "#src/features/requests/schema.ts";

/** All texts about requests. */
export const strings = {
  ask: "Ask for an assessment",
  requests: "Requests",
  requestsHelp: (open: number) =>
    open === 0
      ? "Nothing of yours is waiting for an answer."
      : open === 1
        ? "One request is waiting for an answer."
        : `${open} requests are waiting for an answer.`,
  on: (day: string) => `on ${day}`,
  back: "Back",
  change: "Change",
  changeWhat: "Change the competency",
  missing: (sentence: string) => `Missing: ${sentence}`,

  chooseTitle: "Which competency?",
  chooseHelp: "What is not completed comes first.",
  find: "Find a competency",
  findPlaceholder: "Name, code or category",
  noMatches: "No competency matches.",
  noneAssigned: "Nothing has been assigned to you yet.",
  completed: "Completed",
  toDo: "Not completed",

  who: "Who saw you do it?",
  whoHelp: "Supervisors of your placement, with the requests each has waiting.",
  whoMissing: "Choose who saw you do it.",
  waiting: (count: number) => (count === 0 ? "None waiting" : `${count} waiting`),
  assessed: (count: number) =>
    count === 1 ? "Assessed this once" : count === 2 ? "Assessed this twice" : `Assessed this ${count} times`,
  asked: (when: string) => `You asked ${when}`,
  begun: "Has begun your assessment",
  nobodyTitle: "There is nobody to ask now",
  nobodyHelp:
    "You can ask the supervisors of the placement that you are in now. When your next placement begins, they appear here.",
  everybodyAsked: "You have asked everybody of your placement already.",

  when: "When did it happen?",
  whenHelp: (days: number) =>
    days === 0 ? "Today only." : days === 1 ? "Up to 1 day ago." : `Up to ${days} days ago.`,
  today: "Today",
  yesterday: "Yesterday",
  anotherDay: "Another day",
  whichDay: "Which day?",
  whichDayMissing: "Choose a day.",
  time: "About what time?",
  timeMissing: "Say about what time it was.",

  addNote: "Add a note",
  noteNever: "(never name a patient)",
  note: "Note",
  noteHint: "For your supervisor. Never name a patient.",
  noteTooLong: "At most 1,000 characters.",

  send: "Send",
  sendTo: (name: string) => `Send to ${name}`,
  until: (name: string, day: string) => `${name} has until ${day} to answer. You can cancel before it is opened.`,
  sent: (name: string) => `Sent to ${name}`,
  undo: "Undo",
  cancelled: "The request was cancelled",
  failedTitle: "It was not sent",
  /** The server's words about a field: "must be today or earlier". */
  itIs: (fault: string) => `It ${fault}.`,

  open: "Waiting",
  openEmpty: "Nothing is waiting",
  openEmptyHelp:
    "After you have done something under supervision, ask whoever saw it for an assessment. It takes half a minute.",
  closed: "Answered",
  closedEmpty: "What is answered appears here.",
  askedWhom: (name: string, when: string) => `Asked ${name} ${when}`,
  answerBy: (day: string) => `Answer by ${day}`,
  happened: (when: string) => `Happened ${when}`,
  renewed: "Renewed by your school",
  cancel: "Cancel",
  cancelRequest: "Cancel request",
  cancelOf: (competency: string) => `Cancel the request: ${competency}`,
  cancelTitle: "Cancel this request?",
  cancelHelp: (name: string) => `${name} no longer sees it. You can ask again at any time.`,
  keep: "Keep it",
  openAssessment: "Open",
  openAssessmentOf: (competency: string) => `Open the assessment: ${competency}`,
  reason: "Reason",
  yourWords: "Note",
  /** The words in which a student reads the state of a request. */
  states: {
    REQUESTED: "Waiting",
    DRAFT: "Begun",
    SUBMITTED: "Assessed",
    APPROVED: "Assessed",
    REJECTED: "Assessed",
    DECLINED: "Declined",
    CANCELLED: "Cancelled",
    EXPIRED: "Not answered",
    DISCARDED: "Came to nothing",
    VOIDED: "Voided",
  } satisfies Record<RequestLine["status"], string>,

  requestTitle: "Request",
  askedYou: (name: string, when: string) => `${name} asked you ${when}.`,
  askedBy: (name: string) => `Asked: ${name}`,
  decline: "Decline",
  declineRequest: "Decline the request",
  declineTitle: (name: string) => `Decline the request of ${name}?`,
  declineHelp: (name: string) => `${name} reads your reason, and can ask somebody else.`,
  declineReason: "Why not?",
  declineHint: "For example: I did not see it.",
  declineMissing: "Say why, in a few words.",
  declined: "Declined. The student is told.",
} as const;
