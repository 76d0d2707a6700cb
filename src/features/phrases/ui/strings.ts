import type { PhraseKind } from "#src/features/phrases/values.ts";

export const strings = {
  title: "Phrases",
  help: "Words that fit many assessments, one press away while you write.",
  helpForSchool: "Every supervisor of your school can insert these while they write.",
  ownTitle: "Your phrases",
  ownHelp: "Only you see these.",
  schoolTitle: "Your school’s phrases",
  schoolHelp: "Kept by your school for all of its supervisors.",
  schoolTitleForAdmin: "The school’s phrases",
  add: "Add a phrase",
  words: "Words",
  wordsHint: "A sentence that fits many students. Never name anybody.",
  kind: "Fits",
  save: "Save",
  cancel: "Cancel",
  change: (words: string) => `Change: ${words}`,
  remove: (words: string) => `Remove: ${words}`,
  removed: "Phrase removed",
  removeFailed: "The phrase was not removed",
  saveFailed: "The phrase was not saved",
  undo: "Undo",
  needsWords: "Write the phrase.",
  tooLong: (max: number) => `At most ${max} characters.`,
  emptyOwn: "No phrases yet",
  emptyOwnHelp: "Add one here, or press “Keep this phrase” beside what you write in an assessment.",
  emptySchool: "No phrases of the school yet",
  emptySchoolHelpForAdmin: "Add what supervisors write often. It is offered beside every field of an assessment.",
  emptySchoolHelp: "What a school admin keeps appears here and beside every field of an assessment.",
} as const;

export const kindWords: Record<PhraseKind, string> = {
  STRENGTH: "Went well",
  NEXT_STEP: "Next time",
  ANY: "Any field",
};
