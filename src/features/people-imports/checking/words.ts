import type { ImportedRole } from "#src/features/people-imports/values.ts";
import { searchText } from "#src/lib/search-text.ts";

const roles: readonly (readonly [ImportedRole, string])[] = [
  [
    "STUDENT",
    "student|students|learner|trainee|pupil|studierende|studierender|studentin|auszubildende|auszubildender|etudiant|etudiante|eleve|estudiante|alumno|alumna|estudante|aluno|aluna|studente|studentessa|opiskelija|elev|leerling",
  ],
  [
    "CLINICAL_SUPERVISOR",
    "clinical supervisor|clinical_supervisor|supervisor|assessor|mentor|preceptor|teacher|instructor|practice supervisor|practice assessor|clinical instructor|nurse educator|praxisanleiter|praxisanleiterin|praxisanleitung|tuteur|tutrice|tutor|tutora|supervisora|supervisore|begeleider|werkbegeleider|veileder|handledare|ohjaaja|proctor|aide|teaching assistant|non-editing teacher",
  ],
  [
    "SCHOOL_ADMIN",
    "school admin|school_admin|admin|administrator|administrators|manager|coordinator|site administrator|districtadministrator|siteadministrator|systemadministrator|administrateur|administratrice|administrador|administradora|amministratore|beheerder|koordinator",
  ],
];

export type StatusWord = "ACTIVE" | "SUSPENDED" | "LEFT";

const statuses: readonly (readonly [StatusWord, string])[] = [
  [
    "ACTIVE",
    "active|enrolled|enroled|current|invited|registered|yes|aktiv|eingeschrieben|actif|active|activo|ativo|attivo|actief|aktiivinen|true|1",
  ],
  [
    "SUSPENDED",
    "suspended|inactive|on leave|paused|interrupted|intermitting|beurlaubt|suspendu|suspendido|sospeso|geschorst|false|0",
  ],
  [
    "LEFT",
    "left|tobedeleted|deleted|withdrawn|graduated|completed|exmatrikuliert|ausgeschieden|parti|baja|egresado|uitgeschreven|alumni|alumnus",
  ],
];

const roleOf = wordsOf(roles);
const statusOf = wordsOf(statuses);

/** The role that a word in one of the usual languages means; SUPER_ADMIN is never given by a file. */
export function roleOfWord(word: string): ImportedRole | undefined {
  return roleOf.get(searchText(word));
}

export function statusOfWord(word: string): StatusWord | undefined {
  return statusOf.get(searchText(word));
}

/** 1 to 20, from "2", "Year 2", "2nd" or "2. Jahr". */
export function yearOfWord(word: string): number | undefined {
  const digits = /^\D*(\d{1,2})\D*$/.exec(word)?.[1];
  const year = Number(digits);
  return digits !== undefined && year >= 1 && year <= 20 ? year : undefined;
}

function wordsOf<Value>(lists: readonly (readonly [Value, string])[]): ReadonlyMap<string, Value> {
  return new Map(lists.flatMap(([value, words]) => words.split("|").map((word) => [searchText(word), value] as const)));
}
