import type { Purpose } from "#src/features/privacy/values.ts";

/** What each purpose is called, and what follows from a no. */
export const purposeWords: Record<Purpose, { title: string; effect: string }> = {
  assessment_processing: {
    title: "Assessing what you do",
    effect: "Your school sees your answer and talks to you about what it means for your studies.",
  },
  learning_analytics: {
    title: "Recording how you use the program",
    effect: "If you stop, what was recorded is deleted at once. It never counts for a rating.",
  },
  research: {
    title: "Using your records for research",
    effect: "If you stop, your records are left out from then on.",
  },
  product_analytics: {
    title: "Improving the program",
    effect: "If you stop, nothing more is recorded for this.",
  },
};

/** Texts of a person's page of privacy. */
export const strings = {
  title: "Privacy",
  description: "What you agree to, what is stored about you, and how to take it along or have it deleted.",

  consents: "What you agree to",
  consentsHelp: "You may change your mind at any time. It holds at once.",
  ownWords:
    "Your school would like to see how the program is used: which pages are opened, when assessments are started and finished, when feedback is read. Never what you write.",
  agree: "Agree",
  disagree: "Do not agree",
  unanswered: "Not answered yet",
  changed: "The text has changed. Please answer again.",
  agreed: "You agree",
  notAgreed: "You do not agree",
  since: "since",
  version: (version: number) => `Version ${version}`,
  recorded: (count: number) =>
    count === 1 ? "1 record is stored." : `${count.toLocaleString("en")} records are stored.`,
  saved: "Your answer is saved",
  failed: "It could not be saved",
  withdrawTitle: "Stop, and delete what was recorded?",
  withdrawHelp: (count: number) =>
    count === 1
      ? "1 record of how you use the program is deleted. It cannot be brought back."
      : `${count.toLocaleString("en")} records of how you use the program are deleted. They cannot be brought back.`,
  withdraw: "Stop and delete",

  exports: "Take your data along",
  exportsHelp: "One archive of all that is stored about you: spreadsheets, JSON and your files.",
  askExport: "Make an archive",
  making: (name: string) => `Making the archive of ${name}`,
  waiting: "It goes on when you leave this page. You are told when it is ready.",
  stop: "Stop",
  download: "Download",
  downloadOf: (name: string) => `Download the archive of ${name}`,
  keptUntil: "Kept until",
  ended: "No longer kept",
  stopped: "Stopped",
  exportFailed: "It could not be made",
  asked: "Asked for",
  noExports: "No archive was made yet.",

  erasure: "Delete your account and data",
  erasureHelp: (days: number) =>
    days === 0
      ? "Your name, address, files and what was written about you are deleted within minutes after you ask. It cannot be taken back."
      : `Your name, address, files and what was written about you are deleted ${days === 1 ? "a day" : `${days} days`} after you ask. Until then you can take it back.`,
  kept: "Ratings that count stay in the figures of your school, without your name. Certificates and transcripts can no longer be verified.",
  askErasure: "Ask for deletion",
  askErasureTitle: "Delete your account and data?",
  askErasureText: (days: number) =>
    days === 0
      ? "It is done within minutes and cannot be undone. You are signed out everywhere. Make an archive first if you want to keep anything."
      : `You can take it back for ${days === 1 ? "a day" : `${days} days`}; after that it cannot be undone, and you are signed out everywhere. Make an archive first if you want to keep anything.`,
  askErasureAction: "Ask for deletion",
  erasureAsked: "Your data will be deleted",
  erasureDue: "Deleted after",
  erasureHeld: "Your school has to keep your data for now. It tells you why, and your request waits until then.",
  erasureRunning: "Your data is being deleted.",
  takeBack: "Take it back",
  takenBack: "Nothing is deleted",

  stored: "What is stored, and who sees it",
  storedHelp: "For what each is stored, who sees it, and for how long.",
  seenBy: "Seen by",
  keptFor: "Kept",

  looks: "Who looked at your record",
  looksHelp: "Each time that somebody else opens something about you is recorded.",
  looksOpen: "Show who looked",

  banner: "Your school asks for your answer",
  bannerText: "Please read what it asks and say whether you agree.",
  bannerAction: "Read and answer",
} as const;
