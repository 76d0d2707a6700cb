export const strings = {
  students: "Students",
  competencies: "Competencies",
  acts: "Do with what was found",
  assess: (name: string) => `Assess ${name}`,
  assign: (name: string) => `Assign ${name} to students`,
  newAssessment: "Assess a student",
  version: (version: string) => `Version ${version}`,
  dots: " · ",
} as const;
