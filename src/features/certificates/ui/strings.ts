import type { ShownPart } from "#src/features/certificates/values.ts";

/** Texts of a student's reports and certificates. */
export const strings = {
  title: "Reports",
  help: "What you reached, to give to others",
  certificates: "Certificates",
  certificatesHelp: "You get one when every competency that it needs is completed.",
  none: "No certificate yet",
  noneHelp: "The first one appears here by itself when you complete all that it needs.",
  noneOfStudent: "No certificate yet.",
  valid: "Valid",
  revoked: "Revoked",
  completedOn: "Completed on",
  competencies: (count: number) => (count === 1 ? "1 competency" : `${count} competencies`),
  version: (version: string) => `version ${version}`,
  download: "Download PDF",
  downloadOf: (framework: string) => `Download the certificate of ${framework}`,
  copyLink: "Copy link",
  copied: "Link copied. Whoever opens it sees what you show.",
  copyFailed: "The link could not be copied. Open the page and copy its address.",
  openPage: "Open its public page",
  code: "Code",
  shows: "What others see with the code",
  showsHelp: "On the public page. Your PDF always has everything.",
  parts: {
    name: "Your name",
    school: "Your school",
    framework: "What was completed, and how many competencies",
    date: "The day of completion",
    categories: "The categories",
  } satisfies Record<ShownPart, string>,
  shown: {
    name: "Your name is shown",
    school: "Your school is shown",
    framework: "What was completed is shown",
    date: "The day is shown",
    categories: "The categories are shown",
  } satisfies Record<ShownPart, string>,
  hidden: {
    name: "Your name is hidden",
    school: "Your school is hidden",
    framework: "What was completed is hidden",
    date: "The day is hidden",
    categories: "The categories are hidden",
  } satisfies Record<ShownPart, string>,
  undo: "Undo",
  saveFailed: "That could not be saved. Try again.",
  revokedOn: "Revoked on",
  because: {
    REOPENED: (name: string | null) => (name ? `${name} was reopened.` : "A competency was reopened."),
    EXPIRED: (name: string | null) => (name ? `${name} expired.` : "A competency expired."),
    MOVED: (name: string | null) =>
      name
        ? `You were moved to a new version, in which ${name} is not completed.`
        : "You were moved to a new version, or back, which took it away.",
  },
  again: "Complete it again, and you get a new certificate with a new code.",
  transcript: "Transcript",
  transcriptHelp:
    "Every competency with its level, its target and how many assessed it, also what is not completed yet.",
  transcriptCode: "It has a code by which others check it, and shows your name and your school to whoever has it.",
  downloadTranscript: "Download transcript",
  letter: "On US Letter paper",
  ofStudent: "Certificates and transcript",
};
