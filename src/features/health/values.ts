/** What is checked by itself, in the order of the page. */
export const checkKinds = ["backups", "files", "progress", "audit", "indexes", "pages", "accounts"] as const;
export type CheckKind = (typeof checkKinds)[number];

/** FOUND: something is not as it should be. FAILED: the check itself. SKIPPED: it cannot be made here, or not yet. */
export const checkStates = ["OK", "FOUND", "FAILED", "SKIPPED"] as const;
export type CheckState = (typeof checkStates)[number];

export const checkReasons = [
  "failed",
  "checksums_off",
  "amcheck_missing",
  "nothing_yet",
  "backups_off",
  "accounts_off",
] as const;
export type CheckReason = (typeof checkReasons)[number];

export const findingKinds = [
  "checksum_failures",
  "index_broken",
  "audit_changed",
  "audit_unchecked",
  "file_missing",
  "file_changed",
  "progress_differs",
  "cells_differ",
  "lines_differ",
  "backup_missing",
  "backup_old",
  "backups_stopped",
  "log_behind",
  "log_lost",
  "backup_unreadable",
  "second_away",
  "second_behind",
  "second_missing",
  "second_old",
  "account_missing",
  "account_differs",
  "account_unknown",
  "account_refused",
] as const;
export type FindingKind = (typeof findingKinds)[number];

/**
 * One thing that is not as it should be. `id` is that of a file, a person, a school, an account of Supabase Auth, or the name of an index or a
 * database; `count` is of what the kind says: failures, hours, minutes, bytes or faults.
 */
export type Finding = { what: FindingKind; id: string; schoolId: string | null; count: number | null };

/** A run that found this many looks at nothing more until they are fewer. */
export const mostFindings = 100;

/** How long after a run the next is due. */
export const checkEveryMs: Record<CheckKind, number> = {
  backups: 15 * 60_000,
  files: 24 * 60 * 60_000,
  progress: 24 * 60 * 60_000,
  audit: 60 * 60_000,
  indexes: 24 * 60 * 60_000,
  pages: 60 * 60_000,
  accounts: 24 * 60 * 60_000,
};

export const checkNames: Record<CheckKind, string> = {
  backups: "Backups",
  files: "Files",
  progress: "Progress",
  audit: "Audit",
  indexes: "Indexes",
  pages: "Database pages",
  accounts: "Accounts",
};

/** Whether a check that was made once was not made for three times as long as it should be. */
export function isOverdue({ kind, finishedAt }: { kind: CheckKind; finishedAt: string | null }): boolean {
  return finishedAt !== null && Date.now() - new Date(finishedAt).getTime() > 3 * checkEveryMs[kind];
}

/** Of what is shown of the database. */
export const mostTables = 6;
export const mostStatements = 10;

/** Where an unexpected error was: a web process, a worker, a page that the server rendered, a browser. */
export const errorSources = ["WEB", "WORKER", "PAGE", "BROWSER"] as const;
export type ErrorSource = (typeof errorSources)[number];

/** REGRESSED: seen, after it was resolved, in a release that had not been known to have it. */
export const errorStates = ["OPEN", "RESOLVED", "REGRESSED"] as const;
export type ErrorState = (typeof errorStates)[number];

export function stateOf(group: { resolvedAt: Date | null; regressedAt: Date | null }): ErrorState {
  if (group.resolvedAt !== null) return "RESOLVED";
  return group.regressedAt === null ? "OPEN" : "REGRESSED";
}

/** Largest contentful paint, interaction to next paint, time to first byte, cumulative layout shift (web.dev/vitals). */
export const vitalNames = ["LCP", "INP", "TTFB", "CLS"] as const;
export type VitalName = (typeof vitalNames)[number];

export const devices = ["phone", "desk"] as const;
export type Device = (typeof devices)[number];

/** Of one report of a browser. */
export const mostVitals = 12;
export const mostErrors = 5;
export const wordsChars = 300;
export const stackChars = 2_000;
