import { createHash } from "node:crypto";

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

export const rotations = [
  { key: "acute", name: "Acute Medicine", site: "Riverside General", unit: "Ward 4 East" },
  { key: "emergency", name: "Emergency", site: "Riverside General", unit: "Emergency Department" },
  { key: "paediatrics", name: "Paediatrics", site: "St Clare's Children's Hospital", unit: "Ward 2" },
  { key: "surgery", name: "Surgery", site: "Riverside General", unit: "Ward 7 West" },
  { key: "community", name: "Community Health", site: "Harbour Clinic", unit: "District team" },
  { key: "mental", name: "Mental Health", site: "Oakfield House", unit: "Acute unit" },
] as const;

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

const firstNames = [
  "Ben",
  "Chloe",
  "Daniel",
  "Elif",
  "Fatima",
  "George",
  "Hana",
  "Isaac",
  "Jasmine",
  "Kofi",
  "Leila",
  "Mateo",
  "Nora",
  "Oscar",
  "Paula",
  "Quinn",
  "Rosa",
  "Sven",
  "Thandi",
  "Uma",
];
const lastNames = [
  "Larsen",
  "Kim",
  "Moreau",
  "Petrova",
  "Adeyemi",
  "Novak",
  "Silva",
  "Haddad",
  "Murphy",
  "Rossi",
  "Ito",
  "Kowalski",
  "Mensah",
  "Berg",
  "Costa",
  "Singh",
  "Dubois",
  "Evans",
  "Farah",
  "Georgiou",
];

/** The name of the n-th student of the school, from 0; the first is the demo account. */
export function studentName(n: number): string {
  if (n === 0) return mainStudent.name;
  const first = firstNames[n % firstNames.length];
  const last = lastNames[(n * 7 + Math.floor(n / firstNames.length)) % lastNames.length];
  return `${first} ${last}`;
}

export function studentEmail(n: number): string {
  if (n === 0) return mainStudent.email;
  return `${studentName(n)
    .toLowerCase()
    .normalize("NFD")
    .replace(/[^a-z ]/g, "")
    .replace(" ", ".")}@demo.test`;
}

/** A UUID that is the same on every load: people who sign in have UUID ids. */
export function stableUuid(name: string): string {
  const hex = createHash("sha256").update(`demo:${name}`).digest("hex");
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Seeded random numbers (mulberry32): the history is plausible and the same on every load. */
export function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
