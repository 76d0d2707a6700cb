import { AppError } from "#src/errors.ts";
import type { UserActor } from "#src/policy/actor.ts";
import type { Permission } from "#src/policy/permission.ts";

/** What a command has read about the record under its lock; an absent fact counts as false. */
export type Facts = { studentId?: string; schoolId?: string; isSupervisor?: boolean; authorId?: string | null };

/** The role gate, before anything is loaded: 403 where the role may not do this to any record. */
export function requireRole(actor: UserActor, permission: Permission): void {
  if (permission.roles[actor.role] === undefined) {
    throw new AppError("forbidden", "Your role may not do this.");
  }
}

/**
 * Decides one act on one record; denies by default. The answer is 404, as if the record did not exist, so that it does
 * not reveal records that the actor may not read.
 */
export function authorize(actor: UserActor, permission: Permission, facts: Facts): void {
  requireRole(actor, permission);
  if (!isAllowed(actor, permission, facts)) throw new AppError("not_found", "There is no such record.");
}

function isAllowed(actor: UserActor, permission: Permission, facts: Facts): boolean {
  const isOwnSchool = facts.schoolId === actor.schoolId;
  switch (permission.roles[actor.role]) {
    case "any":
    case "self":
      return true;
    case "own":
      return isOwnSchool && facts.studentId === actor.userId;
    case "placement":
      return isOwnSchool && facts.isSupervisor === true;
    case "author":
      return isOwnSchool && facts.authorId === actor.userId;
    case "school":
      return isOwnSchool;
    default:
      return false;
  }
}
