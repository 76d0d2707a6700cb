import type { Channel, EmailPace, NotificationType, QuietDays } from "#src/features/notifications/values.ts";

type Words = { title: string; help: string };
export type SettingsGroup = { title: string; rows: Partial<Record<NotificationType, Words>> };

const schoolNews = "Announcements";

/** What reaches each role, in its words; no row for what never comes. */
export const settingsGroups = {
  STUDENT: [
    {
      title: "Your competencies",
      rows: {
        DEADLINE_REMINDER: {
          title: "Due dates",
          help: "Before something is due or expires, as your school has set. One message for all that are due that day.",
        },
        FEEDBACK_AVAILABLE: {
          title: "Feedback and answers",
          help: "When somebody assesses you, or answers what you asked for or sent.",
        },
        ACHIEVEMENT_UNLOCKED: { title: "Completed", help: "A competency, a category or all of them." },
        PROGRESS_UPDATE: { title: "Progress", help: "When what counts for you has changed." },
      },
    },
    {
      title: "Your school",
      rows: {
        SYSTEM_ANNOUNCEMENT: {
          title: schoolNews,
          help: "New competencies, placements and messages. They cannot be switched off in the app.",
        },
      },
    },
  ],
  CLINICAL_SUPERVISOR: [
    {
      title: "Your students",
      rows: {
        ASSESSMENT_DUE: {
          title: "Assessments you are asked for",
          help: "Also evidence to review, feedback you are asked for, and drafts that wait.",
        },
        FEEDBACK_AVAILABLE: {
          title: "Answers",
          help: "When a student or a second assessor answers an assessment of yours.",
        },
      },
    },
    {
      title: "Your school",
      rows: {
        SYSTEM_ANNOUNCEMENT: { title: schoolNews, help: "From your school. They cannot be switched off in the app." },
      },
    },
  ],
  SCHOOL_ADMIN: [
    {
      title: "Your school",
      rows: { SYSTEM_ANNOUNCEMENT: { title: schoolNews, help: "They cannot be switched off in the app." } },
    },
  ],
  SUPER_ADMIN: [
    {
      title: "All schools",
      rows: { SYSTEM_ANNOUNCEMENT: { title: schoolNews, help: "They cannot be switched off in the app." } },
    },
  ],
} as const satisfies Record<string, readonly SettingsGroup[]>;
export type SettingsRole = keyof typeof settingsGroups;

const channelWords: Record<Channel, string> = { IN_APP: "In the app", EMAIL: "Email", SMS: "SMS", PUSH: "Push" };
const inSentence: Record<Channel, string> = { IN_APP: "in the app", EMAIL: "email", SMS: "SMS", PUSH: "push" };
const dayWords: Record<QuietDays, string> = {
  EVERY_DAY: "Every day",
  WEEKDAYS: "Monday to Friday",
  WEEKENDS: "Saturday and Sunday",
};
const paceWords: Record<EmailPace, { label: string; hint: string }> = {
  EACH: { label: "One at a time", hint: "As things happen" },
  DAILY: { label: "One a day", hint: "17:00, only when there is something" },
  WEEKLY: { label: "One a week", hint: "Monday, 07:00" },
};

export const settingsStrings = {
  title: "Notifications",
  help: "What reaches you, and how. Changes are saved as you make them.",
  tellMeAbout: "Tell me about",
  channels: channelWords,
  always: "Always",
  none: "–",
  notOffered: "Not offered yet",
  addNumber: "Add number",
  needsNumber: (title: string) => `SMS for ${title}: add a number first`,
  numberFirst: "Add a number first",
  account: "Your account",
  accountHelp: "Links to set a new password. Always sent, to keep you safe.",
  channelOf: (channel: Channel, title: string) => `${channelWords[channel]} for ${title}`,
  /** "In the app, email". */
  ways: (channels: readonly Channel[]) => {
    const words = channels.map((channel) => inSentence[channel]).join(", ");
    return words === "" ? "Nothing" : words.charAt(0).toUpperCase() + words.slice(1);
  },
  choiceSaved: (channel: Channel, title: string, isOn: boolean) =>
    `${channelWords[channel]} for ${title} is ${isOn ? "on" : "off"}`,
  undo: "Undo",
  failed: "It could not be saved, and is as it was.",
  lastWeek: "With these settings, last week would have brought you",
  emails: (count: number) => (count === 0 ? "no emails" : count === 1 ? "1 email" : `${count} emails`),
  pushes: (count: number) =>
    count === 0 ? "no push messages" : count === 1 ? "1 push message" : `${count} push messages`,
  sms: (count: number) => (count === 0 ? "no SMS" : `${count} SMS`),
  /** "1 email, 2 push messages and 3 SMS" */
  allOf: (parts: readonly string[]) => [parts.slice(0, -1).join(", "), parts.at(-1)].filter(Boolean).join(" and "),
  showThem: "Show them",

  quiet: "Quiet hours",
  quietHelp: "Push and SMS wait until they are over.",
  quietFrom: "From",
  quietTo: "To",
  quietDays: "Days",
  quietDayWords: dayWords,
  quietSame: "Choose another time than they begin.",
  quietMissing: "Write a time such as 22:00.",
  quietZone: (place: string, time: string) => `${place} time, now ${time}. What is urgent still comes through.`,
  quietSaved: "Quiet hours saved",
  quietOff: "Quiet hours are off",

  email: "Email",
  pace: "How often",
  paceWords,
  paceNote: "What is urgent, and your account: always at once.",
  paceSaved: (pace: EmailPace) => `Email: ${paceWords[pace].label.toLowerCase()}`,
} as const;
