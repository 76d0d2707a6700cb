import { type SQL, sql } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";

/**
 * The version of a draft: a hash of its content, so that saving the same content twice gives the same version, and no
 * clock decides which of two texts is newer.
 */
export const draftVersionSql: SQL<string> = sql<string>`
  encode(sha256(convert_to(coalesce(${assessments.draft}::text, ''), 'UTF8')), 'hex')`;

/** The text that was saved stays; the client still has its own, and lets its author choose. */
export function draftChangedElsewhere(): AppError {
  return new AppError("conflict", "This draft was changed elsewhere since you opened it. Nothing was overwritten.", {
    errors: [{ path: "baseVersion", message: "is not the draft's present version" }],
  });
}
