/** What a student is told in the moment in which they complete something. */
export const achievementStrings = {
  completed: {
    competency: (name: string) => `You completed ${name}`,
    category: (name: string) => `You completed all of ${name}`,
    framework: (name: string) => `You completed everything in ${name}`,
  },
  also: (names: readonly string[]) => `Also completed: ${names.join(", ")}.`,
} as const;
