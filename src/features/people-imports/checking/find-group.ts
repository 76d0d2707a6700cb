import { nearestNames } from "#src/features/people-imports/checking/nearest-names.ts";
import { searchText } from "#src/lib/search-text.ts";

export type Program = { id: string; name: string; code: string | null };
export type Cohort = { id: string; name: string; programId: string };
type Nearest = { value: string; detail?: string }[];

/** The programs and cohorts of a school, and those that the import makes, found by what people call them. */
export type Groups = ReturnType<typeof groupsOf>;

export function groupsOf(programs: readonly Program[], cohorts: readonly Cohort[]) {
  const programsByName = new Map<string, Program>();
  for (const program of programs) {
    for (const name of [program.id, program.code, program.name]) {
      if (name !== null) programsByName.set(searchText(name), program);
    }
  }
  const cohortsByName = new Map<string, Cohort[]>();
  for (const cohort of cohorts) {
    for (const name of new Set([searchText(cohort.name), searchText(cohort.id)])) {
      cohortsByName.set(name, [...(cohortsByName.get(name) ?? []), cohort]);
    }
  }
  const programNames = new Map(programs.map(({ id, name }) => [id, name]));
  const cohortNames = new Map(cohorts.map(({ id, name }) => [id, name]));
  return {
    programs,
    cohorts,
    programsByName,
    cohortsByName,
    nameOfProgram: (id: string) => programNames.get(id) ?? id,
    nameOfCohort: (id: string) => cohortNames.get(id) ?? id,
  };
}

export function findProgram(
  word: string,
  groups: Groups,
): { kind: "found"; id: string } | { kind: "unknown"; nearest: Nearest } {
  const found = groups.programsByName.get(searchText(word));
  if (found) return { kind: "found", id: found.id };
  return { kind: "unknown", nearest: nearestNames(word, groups.programs).map(({ name }) => ({ value: name })) };
}

type FoundCohort =
  | { kind: "found"; id: string; programId: string }
  | { kind: "unknown"; nearest: Nearest }
  | { kind: "several" }
  | { kind: "other_program"; program: string; nearest: Nearest };

/** The cohort of this name, within the program where the row names one. */
export function findCohort(word: string, programId: string | undefined, groups: Groups): FoundCohort {
  const named = groups.cohortsByName.get(searchText(word)) ?? [];
  const within = programId === undefined ? named : named.filter((cohort) => cohort.programId === programId);
  const [first, second] = within;
  if (first && second) return { kind: "several" };
  if (first) return { kind: "found", id: first.id, programId: first.programId };
  const offered = groups.cohorts.filter((cohort) => programId === undefined || cohort.programId === programId);
  const nearest = nearestNames(word, offered).map(({ name, programId: of }) => ({
    value: name,
    detail: groups.nameOfProgram(of),
  }));
  const [elsewhere] = named;
  if (elsewhere) return { kind: "other_program", program: groups.nameOfProgram(elsewhere.programId), nearest };
  return { kind: "unknown", nearest };
}
