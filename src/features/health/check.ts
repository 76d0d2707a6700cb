import type { CheckReason, Finding } from "#src/features/health/values.ts";
import type { SystemActor } from "#src/policy/actor.ts";

/** What a check is given: what its last run found, and behind what that one stopped. */
export type CheckRun = {
  actor: SystemActor;
  signal: AbortSignal;
  findings: readonly Finding[];
  reached: string | null;
};

export type Result = {
  counted: number;
  findings: readonly Finding[];
  /** Null where it came to the end. */
  reached: string | null;
};

export type Check = (run: CheckRun) => Promise<Result | { skipped: CheckReason }>;

/** Of a check that always looks at everything. */
export function wholeResult(counted: number, findings: readonly Finding[]): Result {
  return { counted, findings, reached: null };
}
