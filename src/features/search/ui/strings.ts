export const strings = {
  students: "Students",
  competencies: "Competencies",
  frameworks: "Frameworks",
  acts: "Do with what was found",
  assess: (name: string) => `Assess ${name}`,
  assign: (name: string) => `Assign ${name} to students`,
  newAssessment: "Assess a student",
  importFramework: "Import a framework",
  version: (version: string) => `Version ${version}`,
  dots: " · ",
} as const;
