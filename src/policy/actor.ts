/** Who acts. Data access is bound to an actor, so that scoping is never left to a single query. */
export type Role = "STUDENT" | "CLINICAL_SUPERVISOR" | "SCHOOL_ADMIN" | "SUPER_ADMIN";

export const roles: readonly Role[] = ["STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN", "SUPER_ADMIN"];

export type UserActor = {
  kind: "user";
  userId: string;
  role: Role;
  schoolId: string;
  sessionId: string;
  /** When they last proved who they are, in seconds since 1970; absent is never. */
  provedAt?: number;
  /** Their school wants a second factor of them, which they do not have yet: nothing else is open to them. */
  mustEnrol?: true;
  /** They signed in on a device that others use too: nothing is kept there. */
  isShared?: true;
};

export type SystemActor = { kind: "system"; reason: string };

export type Actor = UserActor | SystemActor;

/**
 * The project's own work, outside any session. The reason can be searched for in the code, and is written to the audit.
 */
export function systemActor(reason: string): SystemActor {
  return { kind: "system", reason };
}
