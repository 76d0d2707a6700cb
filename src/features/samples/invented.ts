import { createHash } from "node:crypto";

/** People and places of the demo school and of sample schools: fictional, and the same each time. */
export const rotations = [
  { key: "acute", name: "Acute Medicine", site: "Riverside General", unit: "Ward 4 East" },
  { key: "emergency", name: "Emergency", site: "Riverside General", unit: "Emergency Department" },
  { key: "paediatrics", name: "Paediatrics", site: "St Clare's Children's Hospital", unit: "Ward 2" },
  { key: "surgery", name: "Surgery", site: "Riverside General", unit: "Ward 7 West" },
  { key: "community", name: "Community Health", site: "Harbour Clinic", unit: "District team" },
  { key: "mental", name: "Mental Health", site: "Oakfield House", unit: "Acute unit" },
] as const;

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

/** The n-th of as many different names as anybody needs, from 0. */
export function inventedName(n: number): string {
  const first = firstNames[n % firstNames.length];
  const last = lastNames[(n * 7 + Math.floor(n / firstNames.length)) % lastNames.length];
  return `${first} ${last}`;
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
