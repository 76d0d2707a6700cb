import type { TemplateLine } from "#src/features/notifications/school-words/schema.ts";

type Channel = TemplateLine["words"][number]["channel"];

/** What tells messages apart that have the same name. */
const ofHowMany: Record<string, string> = {
  ASSIGNMENT_DUE: "one competency",
  ASSIGNMENTS_DUE: "several competencies",
  OVERDUE_REMINDER_ONE: "one competency",
  OVERDUE_REMINDER: "several competencies",
  COMPLETION_APPROVED: "one competency",
  COMPLETIONS_APPROVED: "several competencies",
  OVERDUE_SUMMARY_ONE: "one student",
  OVERDUE_SUMMARY: "several students",
};
const variable = (name: string) => name.replaceAll("_", " ");

export const templateStrings = {
  title: "Messages",
  help: "What your school writes to its people. Each message has standard words; write your own where they should sound like you.",
  find: "Find a message",
  recipients: { STUDENT: "To students", CLINICAL_SUPERVISOR: "To supervisors", SCHOOL_ADMIN: "To administrators" },
  /** "Due date reminder, one competency". */
  nameOf: ({ event, name }: Pick<TemplateLine, "event" | "name">) => {
    const inSmall = name.charAt(0) + name.slice(1).toLowerCase();
    const howMany = ofHowMany[event];
    return howMany ? `${inSmall}, ${howMany}` : inSmall;
  },
  /** "[evaluator name] assessed you in [competency name]." */
  withHoles: (words: string) => words.replace(/{{\s*(\w+)\s*}}/g, (_, name: string) => `[${variable(name)}]`),
  nothing: "No message has these words",
  nothingHelp: "Look for a word of the message, such as “due”.",
  channel: "Where",
  channels: { IN_APP: "In the app", EMAIL: "Email", SMS: "SMS", PUSH: "Push" } satisfies Record<Channel, string>,
  subject: "Subject",
  content: "Words",
  insert: "Insert",
  variable,
  preview: "As it arrives",
  previewHelp: "With an example for each part in braces.",
  asInApp: "Without words of its own, the email takes those of the app.",
  discreet: "Without words of its own, it names nobody and nothing: others may see a locked screen.",
  /** "128 characters, 1 segment, with the name of your school and a link." */
  smsSize: (characters: number, segments: number) =>
    `${characters} characters, ${segments} ${segments === 1 ? "segment" : "segments"}, with the name of your school and a link.`,
  smsOtherSigns: "One of them is not in the SMS alphabet, so a segment holds 70 characters instead of 160.",
  smsCut: "It is longer than 3 segments, and is cut.",
  left: (left: number) => `${left.toLocaleString("en")} ${left === 1 ? "character" : "characters"} left`,
  test: "Send me a test",
  tested: {
    IN_APP: "The test is in your notifications.",
    EMAIL: "The email is on its way to you.",
    SMS: "The SMS is on its way to you.",
    PUSH: "The push message is on its way to your devices.",
  } satisfies Record<Channel, string>,
  save: "Save",
  saved: (name: string) => `${name}: your words are saved`,
  reset: "Use the standard words",
  wasReset: (name: string) => `${name}: the standard words are back`,
  undo: "Undo",
  versions: "Earlier words",
  noVersions: "Your school has not written its own words here yet.",
  by: (name: string) => `by ${name}`,
  now: "In use",
  use: "Take these",
  /** "The subject is needed for an email." */
  fault: (path: "subject" | "content", message: string) =>
    `${path === "subject" ? "The subject" : "The message"} ${message}.`,
  needed: "must have words",
  failed: "It was not saved",
};
