import {
  type CheckKind,
  type CheckReason,
  type CheckState,
  checkNames,
  type FindingKind,
} from "#src/features/health/values.ts";
import { formatBytes } from "#src/ui/format-bytes.ts";

const count = (n: number) => n.toLocaleString("en");
const some = (n: number, one: string, many: string) => `${count(n)} ${n === 1 ? one : many}`;

/** Texts of the page of checks. */
export const healthStrings = {
  title: "Health",
  help: "Whether what is stored is still what was written, and whether it can be brought back.",

  allWell: "Nothing was found.",
  workers: (n: number) => `${some(n, "worker runs", "workers run")}.`,
  found: (n: number) => `${some(n, "check", "checks")} found something.`,
  failed: (n: number) => `${some(n, "check", "checks")} could not be made.`,
  late: (n: number) => `${some(n, "check is", "checks are")} overdue.`,
  waiting: (n: number) => `${some(n, "check has", "checks have")} not been made yet. That happens within minutes.`,
  noWorker: "No worker is running, so nothing is checked.",
  seeJobs: "See Jobs",

  states: { OK: "Fine", FOUND: "Found something", FAILED: "Failed", SKIPPED: "Not made" } satisfies Record<
    CheckState,
    string
  >,
  unknown: "Not made yet",
  overdue: "Overdue",
  checkNow: "Check now",
  checkNowNamed: (title: string) => `Check now: ${title}`,
  asked: (title: string) => `The check "${title}" is made now`,
  notAsked: "That was not asked for",
  lastRun: "Last run",
  lastResult: "Last result",
  never: "No run yet",
  goesOn: "The next run goes on where this one ended.",
  whatToDo: "What to do",

  checks: {
    backups: {
      title: checkNames.backups,
      help: "A copy of the database of the last day, and its log stored as it is written.",
      counted: (n: number) => some(n, "copy", "copies"),
      todo: "Look into DATA_DIR/log/backup.log, and whether the place of BACKUP_TO, and of BACKUP_SECOND_TO, can be reached and has room. npm run backup makes a copy now.",
    },
    files: {
      title: checkNames.files,
      help: "Evidence, reports and archives are read and compared with their hashes, all of them within a week.",
      counted: (n: number) => some(n, "file read", "files read"),
      todo: "Bring the files back from a backup: npm run restore writes those that are missing, so move an altered one away first.",
    },
    progress: {
      title: checkNames.progress,
      help: "Progress, the cohort matrix and the lines of analytics are compared with a recount.",
      counted: (n: number) => some(n, "student recounted", "students recounted"),
      todo: "The evaluations are the record, and kept figures follow from them: the next evaluation of the student writes them anew. Report it, since only a fault of the program or a change beside it leads here.",
    },
    audit: {
      title: checkNames.audit,
      help: "What the daily check of who looked and changed found, in all schools.",
      counted: (n: number) => some(n, "entry followed", "entries followed"),
      todo: "Keep what you have, and compare it with the anchors and a backup. The school's own page Audit names the entry.",
    },
    indexes: {
      title: checkNames.indexes,
      help: "Each index of the database is compared with its table.",
      counted: (n: number) => some(n, "index compared", "indexes compared"),
      todo: "Run REINDEX INDEX CONCURRENTLY on it as the owner of the database. If it comes back, check the disk and the memory.",
    },
    pages: {
      title: checkNames.pages,
      help: "Pages whose checksum did not fit when the server read them; each daily backup reads all.",
      counted: (n: number) => some(n, "page", "pages"),
      todo: "Check the disk, and restore a backup from before beside the present database. Afterwards select pg_stat_reset() clears the count.",
    },
    accounts: {
      title: checkNames.accounts,
      help: "The accounts of Supabase Auth are compared with the people: address, role, school, and who is banned.",
      counted: (n: number) => some(n, "person compared", "people compared"),
      todo: "Any change of a person on the page People is sent there with all the rest. Delete there what nobody here has, and free an address that another account has taken.",
    },
  } satisfies Record<CheckKind, { title: string; help: string; counted: (n: number) => string; todo: string }>,

  reasons: {
    failed: "The worker's log has the details.",
    checksums_off:
      "The server keeps no checksums of its pages. pg_checksums --enable turns them on while it is stopped.",
    amcheck_missing:
      "The extension amcheck is not there, or the program may not use it. docs/operations.md has the two statements.",
    nothing_yet: "There is nothing to check yet.",
    accounts_off: "This program checks passwords itself.",
    backups_off: "This program makes no backups here: set BACKUP_TO, or see to those of your own server.",
  } satisfies Record<CheckReason, string>,

  findings: {
    checksum_failures: (n: number) => some(n, "failure in database", "failures in database"),
    index_broken: () => "Does not fit its table:",
    audit_changed: () => "Changed after it was sealed, in school",
    audit_unchecked: () => "Not checked for two days, school",
    file_missing: () => "Missing:",
    file_changed: () => "Altered or unreadable:",
    progress_differs: () => "Differs from the recount, student",
    cells_differ: () => "The row of the cohort matrix differs from the assignments, student",
    lines_differ: () => "What analytics count differs from the evaluations, student",
    backup_missing: () => "There is no whole copy.",
    backup_old: (n: number) => `The newest copy is ${some(n, "hour", "hours")} old.`,
    backups_stopped: () => "The process that makes them does not run.",
    log_behind: (n: number) => `${formatBytes(n)} of the log are not stored yet.`,
    log_lost: () => "The server gave up log that was not stored.",
    backup_unreadable: (n: number) => `npm run backup:verify found ${some(n, "fault", "faults")}.`,
    second_away: () => "The second place cannot be used, and what it has is not known.",
    second_behind: (n: number) => `The second place lacks what was stored in the last ${some(n, "minute", "minutes")}.`,
    second_missing: () => "The second place has no whole copy.",
    second_old: (n: number) => `The newest copy in the second place is ${some(n, "hour", "hours")} old.`,
    account_missing: () => "Has no account, person",
    account_differs: () => "The account differs from the person",
    account_unknown: () => "Of nobody here, account",
    account_refused: () => "Was refused or could not be sent, person",
  } satisfies Record<FindingKind, (n: number) => string>,
  ofSchool: (id: string) => `school ${id}`,
  more: (n: number) => `and ${count(n)} more`,
  atLeast: "At least 100; a run looks no further.",

  newestCopy: "Newest copy",
  size: "Size",
  logBehind: "Log not stored yet",
  verified: "Last read in full",
  verifiedFine: "all can be restored",
  neverVerified: "Never on this machine; npm run backup:verify does it",
  noCopy: "None yet",
  secondPlace: "Second place",
  secondUpTo: "Has all until",
  secondUnknown: "What it has is not known yet",
  secondAway: "the last attempt to use it failed",
  following: "Followed all the time",
  notFollowing: "On request",
  log: "Log",
} as const;
