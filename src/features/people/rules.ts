import type { GivenRole, Misfit, UserStatus } from "#src/features/people/values.ts";

/** Decides whom an act fits. Pure: the caller passes what it read under its locks. */

export type PersonState = {
  id: string;
  role: string;
  status: UserStatus;
  statusBefore: "ACTIVE" | "INVITED" | null;
  programId: string | null;
  cohortId: string | null;
  mergedInto: string | null;
};

export type Act =
  | { act: "deactivate"; status: "SUSPENDED" | "LEFT" }
  | { act: "reactivate" }
  | { act: "move"; cohortId: string }
  | { act: "invite" };

/**
 * Those whom the act fits, and why it does not fit the others. Nobody deactivates themselves, and a school keeps one
 * active admin. `activeAdmins` are the ids of all of the school's.
 */
export function judgeAct<P extends PersonState>(
  people: readonly P[],
  act: Act,
  { actorId, activeAdmins }: { actorId: string; activeAdmins: readonly string[] },
): { fit: P[]; misfits: Map<Misfit, number> } {
  const fit: P[] = [];
  const misfits = new Map<Misfit, number>();
  const admins = new Set(activeAdmins);
  for (const person of people) {
    const misfit = person.id === actorId && act.act !== "move" ? "self" : misfitOf(person, act, admins);
    if (misfit) misfits.set(misfit, (misfits.get(misfit) ?? 0) + 1);
    else {
      fit.push(person);
      if (act.act === "deactivate") admins.delete(person.id);
    }
  }
  return { fit, misfits };
}

function misfitOf(person: PersonState, act: Act, admins: ReadonlySet<string>): Misfit | undefined {
  const isDeactivated = person.status === "SUSPENDED" || person.status === "LEFT";
  if (person.mergedInto !== null) return "merged";
  switch (act.act) {
    case "deactivate":
      // Who is suspended may leave, and the other way round.
      if (person.status === act.status) return "deactivated";
      return admins.has(person.id) && admins.size === 1 ? "last_admin" : undefined;
    case "reactivate":
      return isDeactivated ? undefined : "not_deactivated";
    case "move":
      if (person.role !== "STUDENT") return "not_student";
      return person.cohortId === act.cohortId ? "there_already" : undefined;
    case "invite":
      return person.status === "INVITED" ? undefined : "not_invited";
  }
}

/** The status to which somebody returns who was deactivated. */
export function returnsTo({ statusBefore }: Pick<PersonState, "statusBefore">): "ACTIVE" | "INVITED" {
  return statusBefore ?? "ACTIVE";
}

/** Why somebody's role cannot become another; undefined when it can. */
export function roleFault(
  person: { id: string; role: string; status: string },
  role: GivenRole,
  facts: { actorId: string; activeAdmins: readonly string[]; hasRecord: boolean; hasPlacements: boolean },
): string | undefined {
  if (person.role === role) return undefined;
  if (person.id === facts.actorId) return "You cannot change your own role. Ask another administrator.";
  if (facts.activeAdmins.length === 1 && facts.activeAdmins[0] === person.id) {
    return "This is the only administrator of the school. Make somebody else one first.";
  }
  if (person.role === "STUDENT" && facts.hasRecord) {
    return "This student has a record, which stays a student's. Invite the person with another address.";
  }
  if (person.role === "CLINICAL_SUPERVISOR" && facts.hasPlacements) {
    return "This supervisor has students on placements. End or change those first.";
  }
  return undefined;
}
