/** Texts of the pages around the features: titles, the dashboard's entry, and what is not there. */
export const strings = {
  description: "Competencies, assessments and progress that explains itself.",
  schools: "Schools",
  dashboard: "Dashboard",
  toDashboard: "Go to your dashboard",
  notFound: "Not found",
  nothingHere: "There is nothing here",
  nothingHereHelp: "The page may have moved, or it belongs to somebody whose records you cannot see.",
  unsentTitle: (assessments: number, drafts: number) => {
    if (drafts === 0)
      return assessments === 1 ? "1 assessment is not sent yet" : `${assessments} assessments are not sent yet`;
    if (assessments === 0) return drafts === 1 ? "1 draft is not saved yet" : `${drafts} drafts are not saved yet`;
    return `${assessments + drafts} assessments and drafts are not sent yet`;
  },
  unsentHelp: "What you wrote is on this device alone. If you sign out, it is removed from here and lost.",
  sendNow: "Send now",
  stay: "Stay",
  signOutAnyway: "Sign out anyway",
  notSent: "Not everything could be sent. Check the connection, or open what waits for you.",
  shared: "Shared device",
  sharedHelp: (duration: string) => `Signed out after ${duration} without use.`,
  sharedKeeps: "Nothing is kept here.",
  switchUser: "Switch user",
  idleTitle: "Are you still there?",
  idleHelp: "This page was not used for a while, and you are about to be signed out. Touch it or press a key to stay.",
  idleStay: "Stay signed in",
  idleSignOut: "Sign out now",
  notificationSettings: "Notification settings",
  settings: {
    title: "Your settings",
    profile: "Profile",
    notifications: "Notifications",
    privacy: "Privacy",
    calendar: "Calendar",
  },
} as const;
