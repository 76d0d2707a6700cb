/** Texts of how long people stay signed in. */
export const limitStrings = {
  title: "How long people stay signed in",
  help: "It holds for everybody in the school, also where they are signed in already.",
  labels: {
    idleMinutes: "Without use",
    longestHours: "At the longest",
    sharedIdleMinutes: "On a shared device, without use",
  },
  hints: {
    idleMinutes: "Below a day, pages that nobody uses sign out by themselves, after a warning.",
    longestHours: "Then everybody has to sign in again, whatever they are doing.",
    sharedIdleMinutes: "For computers on wards. It is chosen at sign-in, and ends after 12 hours in any case.",
  },
  usual: (duration: string) => `Usual: ${duration}`,
} as const;
