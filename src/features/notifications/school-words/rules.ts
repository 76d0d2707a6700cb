import { fitSms } from "#src/lib/sms-text.ts";

/** How long words may be by each channel, in characters: a push message shows no more, three parts of an SMS. */
export const mostCharacters = { IN_APP: 1_000, EMAIL: 4_000, SMS: 459, PUSH: 240 } as const;
export const mostSubject = 150;
export type TemplateChannel = keyof typeof mostCharacters;

export type Words = { subject: string | null; content: string };

/** What is wrong with the words of a template, which may contain these variables. */
export function faultsOfWords(
  { subject, content }: Words,
  channel: TemplateChannel,
  variables: readonly string[],
): { path: "subject" | "content"; message: string }[] {
  const faults: { path: "subject" | "content"; message: string }[] = [];
  if (channel === "EMAIL" && !subject) faults.push({ path: "subject", message: "is needed for an email" });
  if (subject && /[\r\n]/.test(subject)) faults.push({ path: "subject", message: "must be one line" });
  if (content.length > mostCharacters[channel]) {
    faults.push({ path: "content", message: `must have at most ${mostCharacters[channel]} characters` });
  }
  for (const [path, text] of [["subject", subject ?? ""] as const, ["content", content] as const]) {
    const fault = faultOfHoles(text, variables);
    if (fault) faults.push({ path, message: fault });
  }
  return faults;
}

/** As app.render_template reads them: each {{ must end with }} and name a variable. */
function faultOfHoles(text: string, variables: readonly string[]): string | undefined {
  for (const part of text.split("{{").slice(1)) {
    const end = part.indexOf("}}");
    if (end < 0) return "has {{ without }}";
    const name = part.slice(0, end).trim();
    if (!variables.includes(name)) return `has no value for {{${name}}}`;
  }
  return undefined;
}

/** An SMS costs the school money for each of its segments. */
const mostSegments = 3;
const mostSchoolLetters = 40;

/** The whole SMS of a message: from whom, its words as far as there is room, and where to read more. */
export function smsOf({ school, content, appUrl }: { school: string; content: string; appUrl: string }): string {
  return fitSms({ start: `${senderOf(school)}:`, content, end: `${appUrl}/notifications` }, mostSegments);
}

/** The school as an SMS names it, which may come from a number that its reader does not know. */
export function senderOf(school: string): string {
  return [...school].slice(0, mostSchoolLetters).join("").trim();
}

/** What stands for each variable where a template is tried out. */
export const exampleValues: Readonly<Record<string, string>> = {
  achievement_name: "Hand hygiene",
  answer_by: "9 December 2026",
  asker_name: "Dr. Maya Hansen",
  assessor_count: "4",
  changes: "2 competencies were added",
  check_name: "Files",
  competency_count: "12",
  competency_name: "Hand hygiene",
  countersigner_name: "Eleanor Price",
  days: "7",
  due_date: "14 December 2026",
  due_day: "9 January 2027",
  evaluator_name: "Dr. Maya Hansen",
  expires_on: "31 January 2027",
  first_day: "7 December 2026",
  framework_name: "Core nursing skills",
  hours: "7.5",
  last_day: "18 December 2026",
  owner_name: "Eleanor Price",
  person_name: "Amina Okafor",
  progress_percentage: "75",
  reason: "You do not see anybody whom it is about any more.",
  replier_name: "Amina Okafor",
  report_title: "Class of 2027, each month",
  reviewer_name: "Dr. Maya Hansen",
  rotation_name: "Surgery, 4 East",
  school_name: "Northside School of Nursing",
  sender_name: "Eleanor Price",
  student_count: "3",
  student_name: "Amina Okafor",
  supervisor_name: "Dr. Maya Hansen",
  words: "Please bring your badge on Monday.",
};
