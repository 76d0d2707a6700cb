import { inventedName } from "#src/features/samples/invented.ts";

export { makeRandom, rotations, stableUuid } from "#src/features/samples/invented.ts";

/** The demo school's people and places: fictional, the same on every load. */
export const demoSchool = { id: "demo", name: "Riverside School of Nursing", timeZone: "Europe/London" };

export const demoPassword = "demo-Competency-2026";

export const programs = [
  { id: "demo_program_bsn", name: "BSc Nursing", code: "BSN" },
  { id: "demo_program_pn", name: "Practical Nursing", code: "PN" },
] as const;

export const cohorts = [
  { id: "demo_cohort_bsn_2027", programId: "demo_program_bsn", name: "BSc Nursing 2027", year: 3, prefix: "N20" },
  { id: "demo_cohort_bsn_2028", programId: "demo_program_bsn", name: "BSc Nursing 2028", year: 2, prefix: "N21" },
  { id: "demo_cohort_pn_2027", programId: "demo_program_pn", name: "Practical Nursing 2027", year: 1, prefix: "P22" },
] as const;

export const studentsPerCohort = 20;

/** Two supervisors share each rotation, in a ring, so that most students meet several assessors. */
export const supervisors = [
  { name: "Dr. Maya Hansen", email: "supervisor@demo.test" },
  { name: "Omar Said", email: "omar.said@demo.test" },
  { name: "Dr. Li Chen", email: "li.chen@demo.test" },
  { name: "Grace Mbeki", email: "grace.mbeki@demo.test" },
  { name: "Tomás Rivera", email: "tomas.rivera@demo.test" },
  { name: "Dr. Hannah Weiss", email: "hannah.weiss@demo.test" },
  { name: "Priya Nair", email: "priya.nair@demo.test" },
  { name: "Jack O’Connell", email: "jack.oconnell@demo.test" },
  { name: "Yuki Tanaka", email: "yuki.tanaka@demo.test" },
  { name: "Dr. Samuel Boateng", email: "samuel.boateng@demo.test" },
] as const;

export const admin = { name: "Eleanor Price", email: "admin@demo.test" };
export const superAdmin = { name: "Alex Morgan", email: "super@demo.test" };
const mainStudent = { name: "Amina Okafor", email: "student@demo.test" };

/** The name of the n-th student of the school, from 0; the first is the demo account. */
export function studentName(n: number): string {
  if (n === 0) return mainStudent.name;
  return inventedName(n);
}

export function studentEmail(n: number): string {
  if (n === 0) return mainStudent.email;
  return `${studentName(n)
    .toLowerCase()
    .normalize("NFD")
    .replace(/[^a-z ]/g, "")
    .replace(" ", ".")}@demo.test`;
}
