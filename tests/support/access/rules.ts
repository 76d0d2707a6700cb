/**
 * Who may do what to which row, by the database alone: for every table and verb, the relations between a signed-in
 * person and a row that allow it. It is written from the domain, not from the policies; `access.db.test.ts` holds the
 * policies to it, row by row. A line allows when each of its parts holds, a verb when one of its lines does, and a verb
 * that is not named is granted to nobody.
 *
 * Parts are words of relations.ts, or states of the row in capitals (any of them), each with "not" before it:
 * "supervised & not DRAFT". `changeTo` lists what a row may become, where that differs from which row may be changed.
 */
export type TableRules = {
  /** The columns that the words look at; the school is `school_id` unless another is named. */
  school?: string;
  person?: string;
  author?: string;
  state?: string;
  read?: readonly string[];
  /** Who reads: requests by `authenticated`, commands by `app_command`. */
  readBy?: readonly ("authenticated" | "app_command")[];
  add?: readonly string[];
  change?: readonly string[];
  changeTo?: readonly string[];
  remove?: readonly string[];
};

const school = ["admin", "super"] as const;
const everybodyOfTheSchool = ["school", "shared", "super"] as const;
const ownRecord = ["own", "admin", "super"] as const;
const studentRecord = ["own", "admin", "super", "supervised"] as const;

/** What a school sets up for itself, and what all schools share, is read by everybody and changed by the school. */
const setUpBySchool: TableRules = {
  read: everybodyOfTheSchool,
  add: school,
  change: school,
  remove: school,
};

export const rules: Record<string, TableRules> = {
  schools: { school: "id", read: everybodyOfTheSchool, add: ["super"], change: school },
  programs: setUpBySchool,
  cohorts: setUpBySchool,
  rotations: setUpBySchool,
  users: {
    person: "id",
    state: "role",
    read: [...studentRecord, "own supervisor", "staff & not STUDENT", "shared & SYSTEM"],
    add: ["super", "admin & STUDENT CLINICAL_SUPERVISOR SCHOOL_ADMIN"],
    change: ownRecord,
    changeTo: ["own", "super", "admin & STUDENT CLINICAL_SUPERVISOR SCHOOL_ADMIN"],
  },
  placements: {
    person: "student_id",
    read: [...ownRecord, "own placement"],
    add: school,
    change: school,
    remove: school,
  },
  placement_supervisors: {
    person: "supervisor_id",
    read: [...ownRecord, "own placement"],
    add: school,
    remove: school,
  },

  rating_scales: setUpBySchool,
  competencies: setUpBySchool,
  competency_template_items: setUpBySchool,
  competency_template_associations: setUpBySchool,
  competency_rubrics: setUpBySchool,
  notification_templates: setUpBySchool,
  competency_templates: {
    state: "status",
    read: ["school & not DRAFT", "shared & not DRAFT", "admin", "super"],
    add: school,
    change: school,
    remove: ["admin & DRAFT", "super & DRAFT"],
  },
  framework_imports: {
    author: "created_by",
    read: school,
    add: ["author & admin", "author & super"],
    change: school,
  },

  competency_deployments: {
    author: "created_by",
    read: ["staff", "super"],
    add: ["author & admin", "author & super"],
    change: school,
  },
  deployment_targets: { read: ["staff", "super"], add: school },
  assignment_deployments: { read: school, add: school },
  competency_assignments: {
    person: "user_id",
    state: "status",
    read: studentRecord,
    add: school,
    change: studentRecord,
    changeTo: ["own & NOT_STARTED IN_PROGRESS", "admin", "super", "supervised"],
  },

  assessments: {
    person: "student_id",
    author: "assessor_id",
    state: "status",
    read: [
      "own & not DRAFT DISCARDED",
      "own & author",
      "supervised & not DRAFT DISCARDED",
      "supervised & author",
      "admin",
      "super",
    ],
    add: [
      "author & supervised & school & REQUESTED DRAFT SUBMITTED",
      "author & own & school & REQUESTED DRAFT SUBMITTED",
      "requester & own & school & REQUESTED",
      "admin & REQUESTED DRAFT SUBMITTED",
      "super & REQUESTED DRAFT SUBMITTED",
    ],
    change: ["own & REQUESTED", "own & author", "supervised", "admin", "super"],
    changeTo: ["own & REQUESTED CANCELLED", "own & author & DRAFT SUBMITTED DISCARDED", "supervised", "admin", "super"],
  },
  evaluations: {
    person: "student_id",
    author: "evaluator_id",
    state: "state",
    read: ["own & not DRAFT", "own & author", "supervised & not DRAFT", "supervised & author", "admin", "super"],
    add: [
      "author & supervised & school & not self & DRAFT SIGNED",
      "author & own & self & DRAFT SIGNED",
      "admin & not self & DRAFT SIGNED",
      "super & not self & DRAFT SIGNED",
    ],
    change: ["author & self", "author & supervised", "admin", "super"],
  },
  evaluation_criteria: {
    read: ["reads its evaluation"],
    add: ["writes its evaluation"],
    change: ["writes its evaluation"],
    remove: ["writes its evaluation"],
  },
  evaluation_private_notes: {
    read: ["no student & reads its evaluation"],
    add: ["no student & writes its evaluation"],
  },
  files: {
    person: "uploaded_by",
    read: [...ownRecord, "attached to what one reads"],
    add: ["own & school", "own & super"],
  },
  assessment_files: {
    read: ["reads its assessment"],
    add: ["own file & takes part in its assessment", "own file & admin", "own file & super"],
  },
  competency_submissions: {
    person: "student_id",
    author: "submitted_by",
    state: "status",
    read: ["own", "super", "admin & not DRAFT", "supervised & not DRAFT"],
    add: ["own & author & school & DRAFT SUBMITTED"],
    change: ["own & DRAFT SUBMITTED RETURNED", "super", "admin & not DRAFT", "supervised & not DRAFT"],
    changeTo: [
      "own & DRAFT SUBMITTED WITHDRAWN",
      "super",
      "admin & IN_REVIEW RETURNED APPROVED REJECTED",
      "supervised & IN_REVIEW RETURNED APPROVED REJECTED",
    ],
  },
  submission_files: {
    read: ["reads its submission"],
    add: ["own file & holds its submission"],
    remove: ["holds its submission"],
  },
  time_records: {
    person: "student_id",
    state: "status",
    read: ["own", "admin", "super", "supervised & not DRAFT"],
    add: ["own & school & DRAFT PENDING"],
    change: ["own & not APPROVED", "admin", "super", "supervised & PENDING"],
    changeTo: ["own & DRAFT PENDING", "admin", "super", "supervised & APPROVED NOT_APPROVED NEEDS_INFO"],
  },

  student_progress: {
    person: "student_id",
    read: studentRecord,
    add: ["own & nothing completed", "admin", "super", "supervised"],
    change: studentRecord,
  },
  progress_snapshots: { person: "user_id", read: studentRecord, readBy: ["authenticated"] },
  achievements: {
    person: "student_id",
    read: studentRecord,
    add: ["admin", "super", "supervised"],
    change: ["admin", "super", "supervised"],
  },
  consents: { person: "user_id", read: ownRecord, add: ["own & school"], change: ["own"] },
  learning_analytics: { person: "user_id", read: ownRecord, add: ["own & school"] },
  notification_queue: {
    person: "user_id",
    read: ownRecord,
    add: ["own", "own supervisor", "staff", "super"],
    change: ownRecord,
  },
  report_cache: {
    person: "user_id",
    read: ownRecord,
    add: ["own & school", "for all admins & admin", "super"],
    change: ownRecord,
    remove: ownRecord,
  },

  sessions: { person: "user_id", read: ownRecord, change: ownRecord },
  audit_log: {
    author: "actor_id",
    read: school,
    add: ["author & school & unsealed", "author & super & unsealed"],
  },
  access_log: { author: "actor_id", read: school, add: ["author & school", "author & super"] },
  events: {
    person: "student_id",
    read: ["own & numbered", "admin & numbered", "super & numbered", "supervised & numbered"],
    readBy: ["authenticated"],
    add: [
      "super & not numbered",
      "staff & not numbered",
      "own & school & not numbered",
      "about nobody & school & not numbered",
    ],
  },
  idempotency_keys: {
    person: "user_id",
    read: ["own"],
    readBy: ["app_command"],
    add: ["own"],
    change: ["own"],
    remove: ["own"],
  },

  // Reached before there is a user, or by the system's own work.
  leases: {},
  processed_events: {},
  refresh_tokens: {},
  sign_in_attempts: {},
};

const everything = "read add change remove";

/** What the roles reach that act for nobody in particular: whole tables, since no row is theirs. */
export const rulesWithoutUser: Record<"app_auth" | "app_realtime", Record<string, string>> = {
  // Sign-in reaches credentials and people's standing, and no record of learning.
  app_auth: {
    users: "read change",
    schools: "read",
    audit_log: "add",
    sessions: everything,
    refresh_tokens: everything,
    sign_in_attempts: everything,
  },
  // The feed decides whom an event reaches.
  app_realtime: {
    events: "read",
    users: "read",
    placements: "read",
    placement_supervisors: "read",
    leases: "read",
    schools: "read",
  },
};
