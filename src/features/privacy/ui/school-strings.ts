import type { Purpose, RetentionKind } from "#src/features/privacy/values.ts";

/** The purposes as the school sees them. */
export const purposeNames: Record<Purpose, string> = {
  assessment_processing: "Assessing",
  learning_analytics: "Use of the program",
  research: "Research",
  product_analytics: "Improving the program",
};

/** Texts of the school's page of privacy. */
export const strings = {
  title: "Privacy",
  description: "What people are asked to agree to, and what they ask for: their data, or to be erased.",
  acts: "For a person",
  actsHelp: "Someone who cannot ask by themselves, for example because they have left.",
  person: "Person",
  findPerson: "Name, number or email",
  makeArchive: "Make an archive",
  erase: "Erase",
  hold: "Keep on hold",
  archiveAsked: (name: string) => `The archive of ${name} is being made`,
  eraseTitle: (name: string) => `Erase ${name}?`,
  eraseText: (days: number) =>
    days === 0
      ? "It is done within minutes and cannot be undone. The person is told. Ratings that count stay in the figures, without the name."
      : `It is done after ${days === 1 ? "a day" : `${days} days`}, and can be taken back until then. The person is told. Ratings that count stay in the figures, without the name.`,
  eraseAction: "Ask for erasure",
  erasureAsked: (name: string) => `${name} will be erased`,
  failed: "It could not be done",

  erasures: "Erasures",
  noErasures: "Nobody has asked to be erased.",
  due: "Erased after",
  held: "On hold",
  waits: "Waits",
  running: "Being erased",
  done: "Erased",
  cancelled: "Taken back",
  takeBack: "Take back",
  takeBackOf: (name: string) => `Take back the erasure of ${name}`,
  takenBack: "Nothing is erased",
  proof: "Proof",
  proofOf: (deleted: number, changed: number) =>
    `${deleted.toLocaleString("en")} rows deleted, ${changed.toLocaleString("en")} emptied`,

  holds: "Holds",
  holdsHelp:
    "Data that the school has to keep, for example during a complaint. An erasure waits until the hold is lifted.",
  noHolds: "Nobody's data is on hold.",
  holdTitle: (name: string) => `Keep the data of ${name} on hold?`,
  holdText: "An erasure is not carried out until you lift the hold. The person does not see the reason.",
  reason: "Reason",
  placeHold: "Keep on hold",
  placed: (name: string) => `The data of ${name} is on hold`,
  by: (name: string) => `by ${name}`,
  lift: "Lift",
  liftOf: (name: string) => `Lift the hold of ${name}`,
  lifted: "Lifted",
  holdLifted: "The hold is lifted",

  exports: "Archives",
  exportsHelp: "Who asked for their data. What is in an archive only its person sees, and whoever asked for them.",
  noExports: "Nobody has asked for their data.",

  texts: "What people are asked to agree to",
  textsHelp: "A new version asks everybody again. What they agreed to before holds until they answer.",
  noText: "Not asked",
  version: (version: number) => `Version ${version}`,
  counts: (given: number, refused: number, open: number) =>
    `${given} agree, ${refused} do not, ${open} not answered yet`,
  write: "Write a text",
  writeOf: (purpose: string) => `Write a text: ${purpose}`,
  change: "New version",
  changeOf: (purpose: string) => `New version: ${purpose}`,
  end: "Stop asking",
  endOf: (purpose: string) => `Stop asking: ${purpose}`,
  endTitle: "Stop asking for this?",
  endText: "Nobody is asked any more. What people answered holds and stays in the ledger.",
  words: "Text",
  wordsHint: "Say for what, which data, how long, and whom to ask. At least 20 characters.",
  publish: "Publish and ask",
  published: "Everybody is asked from now on",
  ended: "Nobody is asked any more",
  ledger: "All answers as CSV",
  cancel: "Cancel",
} as const;

const counted = (count: number, one: string, many: string) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

export const retentionStrings = {
  title: "How long data is kept",
  help: "What is older goes in the next night, unless its person is on hold. Ratings and the audit are not among it.",
  failed: "It could not be changed",
  saved: "It goes by this from the next night on",
  keepOf: (name: string) => `Keep: ${name}`,
  months: (count: number) =>
    count % 12 === 0 && count > 12 ? `${count / 12} years` : count === 12 ? "1 year" : `${count} months`,
  always: "As long as the school",
  counting: "Counting what would go …",
  notCounted: "What would go could not be counted. Try again.",
  nothingGoes: "Nothing is that old yet.",
  staysFromNow: "What is there now stays.",
  oldest: "The oldest is from",
  save: "Save",
  cancel: "Cancel",
  kinds: {
    interactions: {
      name: "Use of the program",
      help: "Which pages those who agreed to it have opened.",
    },
    notifications: { name: "Messages", help: "Notifications and emails that were sent, and their text." },
    snapshots: {
      name: "Progress of each day",
      help: "What is drawn as the curve of a student's progress. What they have completed stays.",
    },
    imports: {
      name: "Lists that were imported",
      help: "Their lines with names and addresses. That there was an import stays.",
    },
    leavers: {
      name: "People who have left",
      help: "They are erased after this time, as if they had asked. You can take each back during the days of grace.",
    },
  } satisfies Record<RetentionKind, { name: string; help: string }>,
  goes: (kind: RetentionKind, count: number) =>
    ({
      interactions: `${counted(count, "entry goes", "entries go")} in the next night.`,
      notifications: `${counted(count, "message goes", "messages go")} in the next night.`,
      snapshots: `${counted(count, "day of a student goes", "days of students go")} in the next night.`,
      imports: `The lines of ${counted(count, "import go", "imports go")} in the next night.`,
      leavers: `${counted(count, "person", "people")} will be erased after the days of grace.`,
    })[kind],
  forGood: {
    interactions: "They cannot be brought back.",
    notifications: "They cannot be brought back.",
    snapshots: "They cannot be brought back.",
    imports: "They cannot be brought back.",
    leavers: "Until then you can take it back under Erasures.",
  } satisfies Record<RetentionKind, string>,
} as const;
