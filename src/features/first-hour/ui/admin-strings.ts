/** Texts of the first steps of a school, which only its administrators see. */
export const strings = {
  title: "Set up your school",
  help: "Five steps to the first submitted assessment. Stop whenever you like.",
  progress: (done: number, total: number) => `${done} of ${total} done`,
  kept: "Everything is kept.",
  allDone: "All five steps are done. Your school is running.",
  hide: "Put away",
  hidden: "The first steps are put away",
  hiddenHelp: "They are at the end of the overview.",
  show: "First steps of your school",
  undo: "Undo",
  failed: "This could not be saved",
  stepDone: "Done",
  open: "Open this step",
  openStep: (title: string) => `Open: ${title}`,
  needed: "This is needed.",

  titles: {
    people: "Add your people",
    framework: "Choose a framework",
    placement: "Place students with a supervisor",
    assign: "Assign the framework",
    assessment: "See the first assessment arrive",
  },
  helps: {
    people: "Paste a few names to begin with. Nobody is written to yet.",
    framework: "The competencies that your students work towards.",
    placement: "Supervisors see and assess only the students of their placements.",
    assign: "Each student gets its competencies, and sees them with their due date.",
    assessment: "Send the invitations. What a supervisor submits appears here by itself.",
  },
  minutes: {
    people: "About 5 minutes",
    framework: "1 minute",
    placement: "About 5 minutes",
    assign: "1 minute",
    assessment: "About 10 minutes",
  },
  made: {
    people: (students: number, supervisors: number) =>
      `${students === 1 ? "1 student" : `${students} students`} and ${supervisors === 1 ? "1 supervisor" : `${supervisors} supervisors`}.`,
    framework: (count: number) => (count === 1 ? "1 framework is published." : `${count} frameworks are published.`),
    placement: (count: number) => (count === 1 ? "1 placement." : `${atMost(count)} placements.`),
    assign: (count: number) =>
      count === 1 ? "1 competency is assigned." : `${atMost(count)} competencies are assigned.`,
    assessment: "The first assessment was submitted.",
  },

  program: "Program",
  programExample: "BSc Nursing",
  cohort: "Cohort",
  cohortExample: "Class of 2027",
  students: "Students",
  studentsHint: "One a line, name and email address, as from a spreadsheet.",
  supervisors: "Supervisors",
  supervisorsHint: "In the same way. At least one, who assesses.",
  example: "Amina Okafor, amina@school.example",
  lineFault: (line: number, text: string) => `Line ${line} has no name with one address: ${text}`,
  addPeople: "Add them",
  peopleAdded: (count: number) => (count === 1 ? "1 person was added" : `${count} people were added`),
  refused: (email: string, why: string) => `${email}: ${why}`,

  sample: "Use the sample framework",
  sampleHelp: "Registered Nurse: entry to practice, from the O*NET database. It becomes your school's own.",
  importOwn: "Import your own",
  frameworkAdded: "The framework is published",

  rotation: "Rotation",
  rotationExample: "Acute Medicine",
  site: "Site",
  unit: "Unit",
  from: "From",
  to: "To",
  everybody: (count: number) => `All ${count} students`,
  choose: "Choose at least one.",
  place: "Save the placement",
  placed: "The students were placed",

  framework: "Framework",
  dueOn: "Due on",
  assign: "Assign to students",
  assigned: "The competencies are being assigned",

  invite: (count: number) => (count === 1 ? "Send 1 invitation" : `Send ${count} invitations`),
  invited: (count: number) => (count === 1 ? "1 invitation is on its way" : `${count} invitations are on their way`),
  notJoined: (count: number) => (count === 1 ? "1 person has not joined yet." : `${count} people have not joined yet.`),
  waiting: "Nothing was submitted yet. A supervisor opens a student and presses New assessment.",

  seeNow: "What they see right now",
  student: "A student",
  supervisor: "A supervisor",
  you: "You",
  studentSees: {
    cannot: "Cannot sign in yet: not invited",
    nothing: "“Nothing is assigned to you yet”",
    competencies: "Their competencies, with due dates",
  },
  supervisorSees: {
    cannot: "Cannot sign in yet: not invited",
    nobody: "“No students yet”",
    students: "The students of their placements",
  },
  youSee: (students: number, assigned: boolean) =>
    `${students === 1 ? "1 student" : `${students} students`}, ${assigned ? "with competencies to reach" : "nothing assigned"}`,
  invitationsNote: "Invitations go out when you say so, in step 5.",
} as const;

/** More than so many are not counted for the first steps. */
function atMost(count: number): string {
  return count >= 1000 ? "1,000 or more" : String(count);
}
