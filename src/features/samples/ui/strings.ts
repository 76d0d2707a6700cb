/** Texts of the sample school that a school has beside it. */
export const strings = {
  title: "Try it with a sample school",
  help: "60 invented students, six rotations and half a year of assessments, beside your own school. Nothing is sent to anybody.",
  open: "Open the sample",
  remove: "Remove it",
  removable: "Removed in one press",
  removeTitle: "Remove the sample school?",
  removeHelp: (holds: { students: number; supervisors: number; assessments: number }) =>
    `Its ${holds.students} students, ${holds.supervisors} supervisors and ${holds.assessments.toLocaleString("en-GB")} assessments go, with everything that was tried there. Whoever is in it is led out. Your own school stays as it is.`,
  removeLabel: "Remove the sample",
  removed: "The sample school is removed",
  failed: "That did not work",
  link: "Your sample school",

  bannerTitle: "Sample school",
  banner: "All is invented, nothing is sent.",
  seeAs: "See it as",
  roles: { SCHOOL_ADMIN: "Admin", CLINICAL_SUPERVISOR: "Supervisor", STUDENT: "Student" },
  back: "Back to your school",
  backShort: "Back",
} as const;
