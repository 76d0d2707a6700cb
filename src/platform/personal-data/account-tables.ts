import { actor, formerName, ownedBy, type PersonalTable, subject } from "./personal-table.ts";

const accountEnd = "Until the person is erased, or the school removes them.";
const ownOnly = "The person.";
const signIn = "Sign people in and keep others out.";

/** Who somebody is, how they sign in, and what they set for themselves. */
export const accountTables: Readonly<Record<string, PersonalTable>> = {
  users: {
    purpose: "Know who somebody is, and place them in a school, program and cohort.",
    seenBy: "The person; supervisors of their placements; the school's admins. Students see their supervisors' names.",
    keptFor: "As long as the record of learning. An erasure empties the row and keeps its id.",
    people: [
      subject("id", {
        clears:
          "student_number year_of_study external_id status_reason status_before last_seen_at time_zone locale pronouns theme picture picture_tag reminded_on",
        sets: {
          name: `'${formerName}'`,
          // An address belongs to one person in all schools.
          email: "'erased-' || id || '@erased.invalid'",
          status: "'LEFT'",
        },
      }),
    ],
    keeps: {
      "role program_id cohort_id": "Figures of programs and cohorts stay right, without saying whose they are.",
      merged_into: "Points to another id of the same person.",
      "search_text people_text": "Made from the name by the database, so they change with it.",
    },
    withheld: { picture: "It is among the files of the export." },
    plain: "school_id revision created_at updated_at",
  },
  'identity."user"': {
    purpose: signIn,
    seenBy: "Nobody.",
    keptFor: accountEnd,
    people: [ownedBy("id")],
    goes: "name email email_verified image two_factor_enabled created_at updated_at",
    plain: "",
  },
  "identity.account": {
    purpose: signIn,
    seenBy: "Nobody; a password is stored as a hash.",
    keptFor: accountEnd,
    people: [ownedBy("user_id")],
    goes: "id account_id provider_id access_token_expires_at refresh_token_expires_at scope created_at updated_at access_token refresh_token id_token password",
    withheld: { "access_token refresh_token id_token password": "A secret of signing in." },
    plain: "",
  },
  "identity.session": {
    purpose: "Not used: the sessions are those of `sessions`.",
    seenBy: "Nobody.",
    keptFor: "Not written.",
    people: [ownedBy("user_id")],
    goes: "id expires_at created_at updated_at ip_address user_agent token",
    withheld: { token: "A secret of signing in." },
    plain: "",
  },
  "identity.two_factor": {
    purpose: signIn,
    seenBy: "Nobody.",
    keptFor: accountEnd,
    people: [ownedBy("user_id")],
    goes: "id verified failed_verification_count locked_until secret backup_codes",
    withheld: { "secret backup_codes": "A secret of signing in." },
    plain: "",
  },
  "identity.verification": {
    purpose: "Hold a link by which somebody sets a password.",
    seenBy: "Nobody.",
    keptFor: "Until it is used, or an hour.",
    people: [ownedBy("value")],
    goes: "id identifier expires_at created_at updated_at",
    withheld: { identifier: "A secret of signing in." },
    plain: "",
  },
  sessions: {
    purpose: "Keep people signed in, and show them where.",
    seenBy: ownOnly,
    keptFor: "Until 30 days after the session ended.",
    people: [subject("user_id", { clears: "user_agent ip" })],
    plain: "id school_id created_at last_used_at expires_at revoked_at revoked_reason",
  },
  refresh_tokens: {
    purpose: signIn,
    seenBy: "Nobody; a hash is stored.",
    keptFor: "As long as the session.",
    people: [
      ownedBy("session_id", {
        where: "session_id in (select s.id from public.sessions s where s.user_id = :person)",
        notExported: "Hashes of secrets.",
      }),
    ],
    goes: "token_hash parent_hash created_at used_at expires_at",
    plain: "",
  },
  sign_in_attempts: {
    purpose: "Slow down whoever guesses passwords.",
    seenBy: "Nobody; the address is stored as a hash.",
    keptFor: "A day after the last attempt.",
    people: [],
    plain: "key failures locked_until updated_at",
  },
  invitations: {
    purpose: "Invite somebody into the school.",
    seenBy: "The school's admins.",
    keptFor: accountEnd,
    people: [ownedBy("user_id")],
    goes: "id school_id created_at tries next_try_at sent_at expires_at used_at",
    plain: "",
  },
  calendar_feeds: {
    purpose: "Give somebody's due dates to their calendar.",
    seenBy: "Whoever has the address; its hash is stored.",
    keptFor: "Until it is switched off.",
    people: [ownedBy("user_id")],
    goes: "school_id created_at token_hash",
    withheld: { token_hash: "The hash of a secret." },
    plain: "",
  },
  phone_numbers: {
    purpose: "Send somebody SMS that they asked for.",
    seenBy: ownOnly,
    keptFor: "Until they remove it, or a day after they left.",
    people: [ownedBy("user_id")],
    goes: "school_id number verified_at refused_at refusal",
    plain: "",
  },
  phone_codes: {
    purpose: "Prove that a number is theirs.",
    seenBy: "Nobody.",
    keptFor: "25 hours.",
    people: [ownedBy("user_id")],
    goes: "id school_id number tries is_open expires_at created_at code_hash",
    withheld: { code_hash: "The hash of a secret." },
    plain: "",
  },
  push_subscriptions: {
    purpose: "Send push messages to a browser that somebody allowed.",
    seenBy: ownOnly,
    keptFor: "Until it is switched off or stops taking messages.",
    people: [ownedBy("user_id")],
    goes: "id school_id endpoint user_agent created_at last_sent_at failed_at failure p256dh auth",
    withheld: { "endpoint p256dh auth": "Whoever has them can send to the browser." },
    plain: "",
  },
  notification_choices: {
    purpose: "Remember how somebody wants to be told.",
    seenBy: ownOnly,
    keptFor: accountEnd,
    people: [ownedBy("user_id")],
    goes: "school_id type channel is_on updated_at",
    plain: "",
  },
  notification_settings: {
    purpose: "Remember when somebody wants to be told.",
    seenBy: ownOnly,
    keptFor: accountEnd,
    people: [ownedBy("user_id")],
    goes: "school_id quiet_from quiet_to quiet_days email_pace updated_at",
    plain: "",
  },
  saved_views: {
    purpose: "Keep the filters of a list.",
    seenBy: ownOnly,
    keptFor: accountEnd,
    people: [ownedBy("user_id")],
    goes: "id school_id page name query created_at updated_at",
    plain: "",
  },
  quick_phrases: {
    purpose: "Offer an assessor their own phrases; the school's belong to nobody.",
    seenBy: ownOnly,
    keptFor: accountEnd,
    people: [ownedBy("owner_id")],
    goes: "id school_id kind words created_at updated_at",
    plain: "",
  },
  hidden_students: {
    purpose: "Hide a student from a supervisor's list for a day.",
    seenBy: "The supervisor.",
    keptFor: "Until the next morning counts; removed with either person.",
    people: [
      ownedBy("student_id", { notExported: "It is a note of the supervisor for themselves." }),
      ownedBy("supervisor_id"),
    ],
    goes: "school_id hidden_until",
    plain: "",
  },
  hidden_suggestions: {
    purpose: "Not show somebody a suggestion again.",
    seenBy: ownOnly,
    keptFor: accountEnd,
    people: [ownedBy("user_id")],
    goes: "school_id kind subject_id hidden_at",
    plain: "",
  },
  idempotency_keys: {
    purpose: "Answer a repeated request as before.",
    seenBy: ownOnly,
    keptFor: "24 hours.",
    people: [
      ownedBy("user_id"),
      {
        key: "response_body",
        is: "mention",
        erased: "deleted",
        where:
          "school_id = (select u.school_id from public.users u where u.id = :person) and strpos(response_body::text, (select u.name from public.users u where u.id = :person)) > 0",
        notExported: "It was answered to somebody else.",
      },
    ],
    goes: "route key school_id request_hash state response_status created_at",
    plain: "",
  },
  consents: {
    purpose: "Know to what somebody agrees now.",
    seenBy: "The person and the school's admins.",
    keptFor: accountEnd,
    people: [ownedBy("user_id")],
    goes: "school_id purpose granted_at withdrawn_at text_id",
    plain: "",
  },
  people_acts: {
    purpose: "Take back an act on many people.",
    seenBy: "The school's admins.",
    keptFor: "As long as the school.",
    people: [actor("acted_by")],
    keeps: { before: "Ids with states before the act; the ids lead to emptied rows." },
    plain: "id school_id act created_at undone_at",
  },
  people_imports: {
    purpose: "Bring people in from a list.",
    seenBy: "The school's admins.",
    keptFor: "The list itself until it was read; the record of the import as long as the school.",
    people: [
      actor("created_by"),
      {
        key: "content",
        is: "mention",
        erased: "kept",
        clears: "content",
        where: "id in (select r.import_id from public.people_import_rows r where r.user_id = :person)",
        notExported: "It is a list of many people.",
      },
    ],
    plain:
      "id school_id file_name format encoding status headers mapping default_role makes notes sends_invitations row_count done total figures error created_at updated_at committed_at",
  },
  people_import_rows: {
    purpose: "Show what a line of a list brought.",
    seenBy: "The school's admins.",
    keptFor: "As long as the school; an erasure empties the line.",
    people: [
      subject("user_id", {
        where:
          "(user_id = :person or email_key = (select lower(u.email) from public.users u where u.id = :person) and import_id in (select i.id from public.people_imports i where i.school_id = (select u.school_id from public.users u where u.id = :person)))",
        clears: "person changes number_key external_key",
        sets: { cells: "'[]'::jsonb", fixes: "'{}'::jsonb", faults: "'[]'::jsonb", email_key: "null" },
      }),
    ],
    plain: "import_id line school_id left_out verdict fault_codes outcome refusal undone",
  },
};
