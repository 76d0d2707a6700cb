import { standingWords } from "#src/features/people/values.ts";

/** Texts about students on the pages of staff. */
export const studentStrings = {
  placementWeek: (number: number, of: number, week: number, weeks: number) =>
    `Placement ${number} of ${of}, week ${week} of ${weeks}`,
  students: "Students",
  allYourStudents: "All your students",
  yourStudentsHelp: "Students of your placements",
  findStudent: "Find a student",
  findPlaceholder: "Name or number",
  progress: "Progress",
  anyProgress: "Any progress",
  cohort: "Cohort",
  allCohorts: "All cohorts",
  placement: "Placement",
  allPlacements: "All placements",
  student: "Student",
  completed: "Completed",
  studentCompleted: (name: string) => `${name}, completed`,
  none: "None",
  lastAssessed: "Last assessed",
  noPlacement: "None now",
  notYet: "Not yet",
  noStudents: "No students yet",
  noStudentsHelp: {
    supervisor: "When your school places students with you, they appear here.",
    school: "Students appear here once they belong to your school, with their progress and what is overdue.",
  },
  addStudents: "Add students",
  studentsFailed: "The students could not be loaded",
  noMatches: "No student matches",
  noMatchesHelp: "Try fewer letters, or clear the filters.",
  clearFilters: "Clear filters",
  progressWords: standingWords,
  overdueCount: (count: number) => (count === 0 ? "Nothing overdue" : `${count} overdue`),
  assess: "New assessment",
  competencies: "Competencies",
} as const;
