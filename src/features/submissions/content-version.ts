import { createHash } from "node:crypto";
import { AppError } from "#src/errors.ts";
import type { SubmissionContent } from "#src/features/submissions/schema.ts";

/**
 * The version of what a student wrote: a hash of it, so that saving the same twice gives the same version, and no clock
 * decides which of two texts is newer.
 */
export function contentVersion(content: SubmissionContent): string {
  const { kind, evidence, learntWhere, learntFrom, learntUntil, files } = content;
  const text = JSON.stringify([kind, evidence, learntWhere, learntFrom, learntUntil, [...new Set(files)].sort()]);
  return createHash("sha256").update(text).digest("hex");
}

/**
 * Refuses what was written from another version than the present one. A save whose answer was lost is repeated with what
 * is there already, and is no conflict.
 */
export function assertVersion(
  present: SubmissionContent,
  given: SubmissionContent & { baseVersion?: string | undefined },
) {
  const { baseVersion, ...content } = given;
  const version = contentVersion(present);
  if (baseVersion === undefined || baseVersion === version || contentVersion(content) === version) return;
  throw new AppError("conflict", "This was changed elsewhere since you opened it. Nothing was overwritten.", {
    errors: [{ path: "baseVersion", message: "is not the present version" }],
  });
}
