/** Texts of the page on which an email's link ends the emails. */
export const unsubscribeStrings = {
  title: "Stop emails",
  loading: "Looking at your link…",
  types: {
    DEADLINE_REMINDER: "about due dates",
    ASSESSMENT_DUE: "about assessments that wait for you",
    PROGRESS_UPDATE: "about progress",
    ACHIEVEMENT_UNLOCKED: "about what is completed",
    FEEDBACK_AVAILABLE: "about feedback and answers",
    SYSTEM_ANNOUNCEMENT: "with your school's announcements",
    ALL: "about everything",
  },
  ask: (what: string) => `Stop the emails ${what}?`,
  askHelp: "You still find all of it in the app. Emails that keep your account safe always come.",
  stop: "Stop these emails",
  done: "These emails have stopped",
  doneHelp: (what: string) => `You get no more emails ${what}. You can switch them on again in your settings.`,
  settings: "Notification settings",
  bad: "This link does not work",
  badHelp: "It is not whole. Open it from the email again, or sign in and choose in your settings what reaches you.",
  failed: "It could not be reached just now. Nothing was changed; try again in a moment.",
  tryAgain: "Try again",
} as const;
