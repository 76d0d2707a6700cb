/** Texts of what a student says of themselves. */
export const strings = {
  title: "How do you see yourself?",
  help: "Your assessors and your school read it beside theirs. Shown, never counted: self-assessment.",
  give: "Say how you see yourself",
  change: "Change it",
  giveAgain: "Say it anew",
  lastTime: (when: string) => `You said this ${when}.`,
  level: { ORDINAL: "Level", NUMERIC: "Rating", BINARY: "Result" },
  levelMissing: "Choose how you see yourself.",
  words: "In your words",
  wordsHint: "Never name a patient.",
  save: "Save",
  cancel: "Cancel",
  saved: "Saved. It is shown, and never counts.",
  failed: "This was not saved. Check the connection and try again.",
} as const;
