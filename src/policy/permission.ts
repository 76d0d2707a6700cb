import type { Role } from "#src/policy/actor.ts";

/**
 * What narrows a role to records:
 * - own: the record is about the actor;
 * - placement: the student has a placement under the actor;
 * - author: the actor wrote the record;
 * - school: the record belongs to the actor's school;
 * - any: no further condition;
 * - self: the act concerns only what belongs to the actor by construction (a session, a list filtered to them).
 */
export type Condition = "own" | "placement" | "author" | "school" | "any" | "self";

/**
 * One thing that may be done, and by whom. Each feature defines its own; a role that is not listed is refused.
 */
export type Permission = {
  /** noun:verb. It never changes, because the API's document contains it. */
  name: `${string}:${string}`;
  /** The rule in one sentence. */
  says: string;
  roles: Partial<Record<Role, Condition>>;
};
