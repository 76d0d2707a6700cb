import type { Check, CheckRun } from "#src/features/health/check.ts";
import { checkAccounts } from "#src/features/health/checks/accounts.ts";
import { checkAudit } from "#src/features/health/checks/audit.ts";
import { checkBackups } from "#src/features/health/checks/backups.ts";
import { checkFiles } from "#src/features/health/checks/files.ts";
import { checkIndexes } from "#src/features/health/checks/indexes.ts";
import { checkPages } from "#src/features/health/checks/pages.ts";
import { checkProgress } from "#src/features/health/checks/progress.ts";
import { kindsHere } from "#src/features/health/kinds-here.ts";
import { clearOlder, deleteOlder, insertCheck, lockKind, selectLast } from "#src/features/health/queries.ts";
import { tellFindings } from "#src/features/health/tell-findings.ts";
import {
  type CheckKind,
  type CheckReason,
  type CheckState,
  checkEveryMs,
  type Finding,
} from "#src/features/health/values.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { readAs, withActor } from "#src/platform/db/transaction.ts";
import type { JobContext } from "#src/platform/jobs/job.ts";

const checks: Record<CheckKind, Check> = {
  backups: checkBackups,
  files: checkFiles,
  progress: checkProgress,
  audit: checkAudit,
  indexes: checkIndexes,
  pages: checkPages,
  accounts: checkAccounts,
};

type Context = Pick<JobContext, "actor" | "signal" | "log">;

/** Makes a check unless its last run was lately. */
export async function runDueCheck(context: Context, kind: CheckKind): Promise<void> {
  if (!kindsHere().includes(kind)) return;
  const [last] = await readAs(context.actor, (tx) => tx.query(selectLast, { kind }));
  if (last && now().getTime() - last.finishedAt.getTime() < checkEveryMs[kind]) return;
  await runCheck(context, kind);
}

/** Makes a check and keeps what it found. Super admins are told of what the last run did not find. */
export async function runCheck({ actor, signal, log }: Context, kind: CheckKind): Promise<void> {
  const startedAt = now();
  const [last] = await readAs(actor, (tx) => tx.query(selectLast, { kind }));
  const known = { findings: last?.findings ?? [], reached: last?.reached ?? null };
  const outcome = await outcomeOf(kind, { actor, signal, ...known }).catch((err): Outcome => {
    if (signal.aborted) throw err;
    log.error({ check: kind, err }, "a check of the stored data failed");
    // What was known stays known.
    return { state: "FAILED", reason: "failed", counted: 0, ...known };
  });
  await withActor(actor, async (tx) => {
    // Another worker may have made the same check meanwhile, and told of what both found.
    await tx.query(lockKind, { kind });
    const [latest] = await tx.query(selectLast, { kind });
    const fresh = outcome.findings.filter((finding) => !latest?.findings.some((one) => isSame(one, finding)));
    if (fresh.length > 0) log.error({ check: kind, fresh: fresh.length }, "a check of the stored data found something");
    const id = newId();
    tx.send(insertCheck, { id, kind, startedAt, finishedAt: now(), ...outcome });
    tx.send(clearOlder, { kind, id });
    tx.send(deleteOlder, { kind });
    // An altered audit is told of by its own check.
    if (fresh.some(({ what }) => what !== "audit_changed")) await tellFindings(tx, kind);
  });
}

type Outcome = {
  state: CheckState;
  reason: CheckReason | null;
  counted: number;
  findings: readonly Finding[];
  reached: string | null;
};

async function outcomeOf(kind: CheckKind, run: CheckRun): Promise<Outcome> {
  const result = await checks[kind](run);
  if ("skipped" in result) return { state: "SKIPPED", reason: result.skipped, counted: 0, findings: [], reached: null };
  return { state: result.findings.length > 0 ? "FOUND" : "OK", reason: null, ...result };
}

function isSame(a: Finding, b: Finding): boolean {
  return a.what === b.what && a.id === b.id;
}
