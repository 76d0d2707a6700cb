import type { Kind, Span } from "#src/features/audit/values.ts";

/** What each act is called on the page, by what it concerns; one without words of its own is shown by its code. */
export const actWords: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  assessment: {
    submit: "Completed an assessment",
    discard: "Discarded a draft",
    "take-back": "Took back an assessment",
    amend: "Changed a completed assessment",
    reopen: "Reopened an assessment",
    void: "Made an assessment invalid",
  },
  audit: {
    check: "Had the audit checked",
  },
  calendar: {
    make: "Made a calendar address",
    end: "Switched off a calendar address",
  },
  certificate: {
    show: "Changed what a certificate shows",
  },
  demo: {
    load: "Loaded the demo school",
  },
  competency: {
    expire: "A competency ran out",
  },
  completion: {
    approve: "Approved a completion",
  },
  consent: {
    publish: "Published a consent text",
    end: "Ended a consent text",
  },
  deployment: {
    create: "Prepared an assignment to students",
    activate: "Assigned a framework",
    retry: "Tried an assignment again",
  },
  device: {
    forget: "Forgot a browser",
  },
  factor: {
    refuse: "Was refused a second step",
  },
  file: {
    collect: "Removed a file that nothing used",
    upload: "Added a file",
  },
  flag: {
    acknowledge: "Acknowledged a flag",
    reopen: "Reopened a flag",
  },
  framework: {
    create: "Made a framework",
    delete: "Deleted a framework",
    edit: "Changed a framework",
    import: "Imported a framework",
    next_version: "Began the next version of a framework",
  },
  notification: {
    retry: "Sent a message again",
  },
  notifications: {
    "settings.change": "Changed how they are told",
    unsubscribe: "Stopped emails",
  },
  outbox: {
    open: "Opened a message of the outbox",
  },
  passkey: {
    counter_back: "Used a passkey that may be a copy",
  },
  password: {
    change: "Changed their password",
    refuse: "Was refused a change of password",
    reset: "Set a new password",
    reset_request: "Asked for a new password",
  },
  people_import: {
    finish: "Imported people",
    start: "Began to import people",
  },
  "phone-number": {
    ask: "Asked for a code for a phone number",
    remove: "Removed their phone number",
    verify: "Verified a phone number",
  },
  privacy: {
    "erase.request": "Asked for an erasure",
    "erase.begin": "Began an erasure",
    "erase.cancel": "Took back an erasure",
    "erase.done": "Finished an erasure",
    export: "Asked for an archive of personal data",
    "export.cancel": "Stopped an archive of personal data",
    "hold.place": "Placed a hold",
    "hold.lift": "Lifted a hold",
  },
  profile: {
    edit: "Changed their profile",
  },
  report: {
    make: "Made a report",
    cancel: "Stopped a report",
  },
  request: {
    ask: "Asked for an assessment",
    open: "Opened a request",
    expire: "A request ran out",
    rules: "Changed the rules of requests",
  },
  sample: {
    open: "Opened the sample school",
    enter: "Entered the sample school",
    remove: "Removed the sample school",
  },
  school: {
    change: "Changed school settings",
    limits: "Changed the limits of the school",
    open: "Opened the school",
  },
  "self-evaluation": {
    give: "Assessed themselves",
  },
  session: {
    start: "Signed in",
    end: "Signed out",
    refuse: "Failed to sign in",
  },
  "sign-in-rule": {
    change: "Changed who needs a second step",
  },
  student: {
    message: "Wrote to a student",
    remind: "Reminded a student",
  },
  "time-record": {
    record: "Recorded hours",
  },
  user: {
    change: "Changed a person",
    import: "Added a person by import",
    import_change: "Changed a person by import",
    invite: "Invited a person",
    invite_again: "Invited a person again",
    join: "Joined",
    merge: "Merged two people",
  },
};

const kindWords: Record<Kind, string> = {
  looked: "Looked at",
  changed: "Changed",
  refused: "Refused",
  signIns: "Sign-ins",
};

const spanWords: Record<Span, string> = {
  "1": "Last 24 hours",
  "7": "Last 7 days",
  "30": "Last 30 days",
  "365": "Last 12 months",
};

/** Texts of the page of the audit. */
export const strings = {
  title: "Audit",
  description: "Who looked at or changed what in your school. Students see who looked at their record.",

  whole: "Complete and unaltered up to",
  checked: (entries: number) => `${entries.toLocaleString("en")} ${entries === 1 ? "entry" : "entries"} checked`,
  anchored: "noted outside of the database",
  stamped: (by: string) => `sealed with a time stamp of ${by}`,
  newer: (count: number) =>
    count === 0
      ? "Nothing is newer."
      : `${count.toLocaleString("en")} newer ${count === 1 ? "one follows" : "ones follow"} with the next check.`,
  unchecked: "Not checked yet",
  uncheckedHelp: "The first check follows within minutes.",
  broken: "Something was changed after it was sealed.",
  brokenAt: {
    changed: "an entry was changed",
    missing: "an entry is missing",
    added: "an entry was added",
    backdated: "an entry says that it is older than it is",
    rewritten: "the entries up to here were written anew",
    cut: "the entries from here on are missing",
  },
  brokenWhere: (log: "audit" | "access", seal: number, entry: number | null) =>
    `${log === "audit" ? "Changes" : "Looks"}, seal ${seal.toLocaleString("en")}${entry === null ? "" : `, entry ${entry.toLocaleString("en")}`}: `,
  brokenHelp: "Keep what you have, and ask whoever runs the server to compare it with the anchors and a backup.",
  lastCheck: "Last check",
  check: "Check now",
  checking: "Checking",
  checkFailed: "The check could not be started",
  stateFailed: "The state of the audit could not be loaded",

  everything: "Everything",
  kinds: kindWords,
  kindsLabel: "Kinds of entries",
  who: "Who",
  whoPlaceholder: "Who: name or email",
  about: "About",
  aboutPlaceholder: "About: name or email",
  when: "When",
  anyTime: "Any time",
  spans: spanWords,
  record: "One record",
  allRecords: "Show all records",

  time: "Time",
  what: "What",
  program: "The program",
  nobody: "Not signed in",
  outside: "System administrator",
  outsideRole: "Not of this school",
  formerly: "Unknown person",
  people: (count: number) => (count === 1 ? "1 record" : `${count.toLocaleString("en")} records`),
  times: (count: number) => (count === 1 ? "once" : `${count.toLocaleString("en")} times`),
  looked: (what: string) => `Looked at: ${what}`,
  refusedLook: "Was refused a look",
  refusedChange: "Was refused a change",
  refusedSeveral: "Was refused again and again",

  details: "Details",
  address: "Asked for",
  recordOf: "Record",
  from: "From",
  code: "Code",
  entry: "Entry",
  seal: "Seal",
  notSealed: "Not sealed yet",
  request: "Request",
  onlyThis: "All about this record",
  words: "Words that people wrote are not kept here. Open the record to read them: that is recorded too.",

  failed: "The audit could not be loaded",
  none: "Nothing was recorded yet",
  noneHelp: "Each look at a record and each change shows here, newest first.",
  noMatches: "Nothing matches",
  noMatchesHelp: "Try a longer time, or fewer filters.",
  clearFilters: "Clear filters",
} as const;
