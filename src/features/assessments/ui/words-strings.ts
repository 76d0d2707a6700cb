/** The texts beside the fields that are written in words. */
export const wordsStrings = {
  phrases: "Phrases",
  phrasesFor: (field: string) => `Phrases for ${field}`,
  ownPhrases: "Yours",
  schoolPhrases: "Your school’s",
  keep: "Keep this phrase",
  keepHelp: "Type something, or select up to 500 characters, to keep it here.",
  manage: "Change or remove phrases",
  loading: "Loading…",
  none: "No phrases for this yet",
  unreachable: "Your phrases cannot be reached just now",
  kept: "Phrase kept",
  keepFailed: "The phrase was not kept",
} as const;
