import { createHash } from "node:crypto";
import type { ReportScope } from "#src/features/reports/facts/load-scope.ts";
import type { Question } from "#src/features/reports/schema.ts";
import type { UserActor } from "#src/policy/actor.ts";

/** Raised where reports come to say something else of the same data: no file from before is given then. */
const wordsVersion = 2;

/**
 * Under which key a report is kept: what is asked, who may see what, and of which data. The admins of a school see the
 * same and share a file; a supervisor's and a student's are their own.
 */
export function cacheKeyOf(
  actor: UserActor,
  { question, scope, dataVersion }: { question: Question; scope: ReportScope; dataVersion: string },
): string {
  const { timeframe, subject } = scope;
  return hashOf([
    wordsVersion,
    actor.schoolId,
    viewerOf(actor),
    question,
    timeframe,
    subject?.name ?? "",
    audienceOf(scope),
    dataVersion,
  ]);
}

/** Null for what all admins of the school may read. */
export function viewerOf({ role, userId }: UserActor): string | null {
  return role === "SCHOOL_ADMIN" ? null : userId;
}

/** Of whom a report is: a file is given only to somebody who may still see all of them. */
export function audienceOf({ subject, standardsId, schoolId }: ReportScope): string {
  return hashOf([schoolId, standardsId, subject?.id ?? null, ...(subject?.studentIds ?? [])]);
}

function hashOf(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}
