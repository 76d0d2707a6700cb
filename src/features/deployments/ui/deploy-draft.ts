import type { DeployInput } from "./deployment-keys.ts";
import { parseRule, type RuleDraft, type RuleFault, ruleFault, toDueRule } from "./rule-draft.ts";

export type Cohort = { id: string; name: string; programId: string; program: string; students: number };
export type Candidate = { id: string; name: string; meta: string; cohortId: string | null };

/** The values of the form, kept in this tab until it is sent. Days are calendar days of the school. */
export type DeployDraft = {
  programIds: string[];
  cohortIds: string[];
  students: Candidate[];
  effectiveOn: string;
  dueOn: string;
  /** Instead of a day: a date of each student's own. */
  rule: RuleDraft | null;
  notifies: boolean;
  /** Who joins later gets it even if the framework is retired by then. */
  deprecatedToo: boolean;
};

/** Counts the students that the choice includes, each student once. */
export function countStudents(draft: DeployDraft, cohorts: readonly Cohort[]): number {
  const chosen = cohorts.filter((cohort) => isCohortChosen(draft, cohort));
  const chosenIds = new Set(chosen.map((cohort) => cohort.id));
  const single = draft.students.filter(({ cohortId }) => cohortId === null || !chosenIds.has(cohortId));
  return chosen.reduce((sum, cohort) => sum + cohort.students, 0) + single.length;
}

/** Choosing a program also chooses its cohorts. */
export function isCohortChosen(draft: DeployDraft, cohort: Cohort): boolean {
  return draft.programIds.includes(cohort.programId) || draft.cohortIds.includes(cohort.id);
}

/**
 * Days are sent as days: the server takes the start of the effective day and the end of the due day, in the school's
 * time zone.
 */
export function toDeployBody(
  templateId: string,
  draft: DeployDraft,
  cohorts: readonly Cohort[],
  today: string,
): DeployInput {
  const coveredCohorts = new Set(
    cohorts.filter((cohort) => draft.programIds.includes(cohort.programId)).map((cohort) => cohort.id),
  );
  return {
    templateId,
    targetGroups: [
      ...draft.programIds.map((id) => ({ type: "program" as const, id })),
      ...draft.cohortIds.filter((id) => !coveredCohorts.has(id)).map((id) => ({ type: "cohort" as const, id })),
      ...draft.students.map(({ id }) => ({ type: "student" as const, id })),
    ],
    ...(draft.effectiveOn === "" || draft.effectiveOn <= today ? {} : { effectiveDate: draft.effectiveOn }),
    ...(draft.rule ? { dueRule: toDueRule(draft.rule) } : draft.dueOn === "" ? {} : { dueDate: draft.dueOn }),
    notifications: draft.notifies,
    deprecatedToo: draft.deprecatedToo,
  };
}

export type DraftFaults = {
  who?: "nobody";
  effectiveOn?: "early" | "wrong";
  dueOn?: "early" | "wrong";
  rule?: RuleFault;
};

export function faultsOf(draft: DeployDraft, today: string): DraftFaults {
  const { effectiveOn, dueOn } = draft;
  const first = effectiveOn === "" ? today : effectiveOn;
  return {
    ...(draft.programIds.length + draft.cohortIds.length + draft.students.length === 0
      ? { who: "nobody" as const }
      : {}),
    ...(effectiveOn !== "" && !isDay(effectiveOn)
      ? { effectiveOn: "wrong" as const }
      : first < today
        ? { effectiveOn: "early" as const }
        : {}),
    ...(draft.rule || dueOn === ""
      ? faultOfRule(draft.rule)
      : isDay(dueOn)
        ? dueOn < first
          ? { dueOn: "early" as const }
          : {}
        : { dueOn: "wrong" as const }),
  };
}

function faultOfRule(rule: RuleDraft | null): Pick<DraftFaults, "rule"> {
  const fault = rule ? ruleFault(rule) : undefined;
  return fault ? { rule: fault } : {};
}

/** An existing day between 1900 and 2200, as the API requires. */
function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const year = Number(value.slice(0, 4));
  const date = new Date(`${value}T00:00:00Z`);
  return year >= 1900 && year <= 2200 && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

const emptyRest = { dueOn: "", rule: null, notifies: true, deprecatedToo: false };

export function emptyDraft(today: string): DeployDraft {
  return { programIds: [], cohortIds: [], students: [], effectiveOn: today, ...emptyRest };
}

export function parseDraft(stored: unknown, today: string): DeployDraft | undefined {
  if (typeof stored !== "object" || stored === null) return undefined;
  const found: Record<string, unknown> = { ...stored };
  const ids = (value: unknown) => (Array.isArray(value) ? value.filter((each) => typeof each === "string") : []);
  return {
    programIds: ids(found.programIds),
    cohortIds: ids(found.cohortIds),
    students: Array.isArray(found.students) ? found.students.filter(isCandidate) : [],
    effectiveOn: typeof found.effectiveOn === "string" && found.effectiveOn >= today ? found.effectiveOn : today,
    dueOn: typeof found.dueOn === "string" ? found.dueOn : "",
    rule: parseRule(found.rule),
    notifies: found.notifies !== false,
    deprecatedToo: found.deprecatedToo === true,
  };
}

function isCandidate(value: unknown): value is Candidate {
  return (
    typeof value === "object" &&
    value !== null &&
    "id" in value &&
    typeof value.id === "string" &&
    "name" in value &&
    typeof value.name === "string" &&
    "meta" in value &&
    typeof value.meta === "string" &&
    "cohortId" in value &&
    (value.cohortId === null || typeof value.cohortId === "string")
  );
}
