import type { PreviewAnswer } from "#src/features/deployments/schema.ts";

const assignments = (count: number) => (count === 1 ? "1 assignment" : `${count} assignments`);
const students = (count: number) => (count === 1 ? "1 student" : `${count} students`);
const competencies = (count: number) => (count === 1 ? "1 competency" : `${count} competencies`);

/** Texts of what an assignment to students will do, before it is made. */
export const previewStrings = {
  help: "As of now. Nothing is changed before you confirm.",
  failed: "What will happen cannot be shown now",
  failedHelp: "Check the connection; you can go on without it.",
  made: (preview: PreviewAnswer) =>
    `${students(preview.students)} × ${competencies(preview.competencies)}: ${preview.assignments.made === 1 ? "1 new assignment" : `${preview.assignments.made} new assignments`}`,
  attached: ({ assignments: found, haveAll, haveSome }: PreviewAnswer) =>
    `${assignments(found.attached)} exist already and are kept with their progress${[
      ...(haveAll > 0 ? [`${students(haveAll)} with all`] : []),
      ...(haveSome > 0 ? [`${haveSome} with a part`] : []),
    ]
      .join(", ")
      .replace(/^(.+)$/, " ($1)")}. ${
      found.dueEarlier > 0
        ? `${found.dueEarlier} of them fall due earlier than before.`
        : "Their due dates stay, since the earlier date counts."
    }`,
  overlap: (count: number) => `${students(count)} in more than one of the groups: each gets it once.`,
  dueOn: (day: string) => `Due by ${day}.`,
  dueBetween: (first: string, last: string) => `Due between ${first} and ${last}, by student.`,
  withoutDue: (count: number) =>
    `${students(count)} without a due date until the day that it is counted from is known.`,
  past: (count: number) => `For ${students(count)} the due date has passed already: what they get is overdue at once.`,
  leftOut: ({ reason, students: count, names }: PreviewAnswer["leftOut"][number]) =>
    `Not for ${reason === "LEFT" ? `${students(count)} who left` : `${students(count)} suspended`}: ${names.join(", ")}${count > names.length ? ` and ${count - names.length} more` : ""}.`,
  group: "Group",
  students: "Students",
  inOthers: "Also in another",
  left: "Left out",
  new: "New assignments",
} as const;
