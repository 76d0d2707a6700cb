import type { Access } from "./table-access.ts";
import { everybody, schools, theSchool } from "./vocabulary.ts";

/** The platform's tables: the records of acts, events and the system's own work. */
export const platformTables: Access = {
  audit_log: {
    rules: {
      author: "actor_id",
      read: theSchool,
      add: ["author & school & unsealed", "author & super & unsealed"],
    },
    withoutUser: { app_auth: ["add"] },
    rows: `
      insert into audit_log (id, school_id, actor_id, action, entity_type) select 'act_' || id, school_id, id, 'a', 'b' from everybody;
    `,
    attempts: {
      add: {
        vary: { school_id: schools, actor_id: everybody, seal_number: [null, 1] },
        rest: ({ seal_number }) => ({
          id: "new",
          action: "a",
          entity_type: "b",
          hash: seal_number === null ? null : "h",
        }),
      },
    },
  },
  access_log: {
    rules: { author: "actor_id", read: theSchool, add: ["author & school & unsealed", "author & super & unsealed"] },
    rows: `
      insert into access_log (id, school_id, actor_id, subject_id, what) select 'look_' || id, school_id, id, 'amina', 'progress' from everybody;
    `,
    attempts: {
      add: {
        vary: { school_id: schools, actor_id: everybody, seal_number: [null, 1] },
        rest: () => ({ id: "new", subject_id: "amina", what: "progress" }),
      },
    },
  },
  access_seals: {
    rules: { read: theSchool },
    rows: `
      insert into access_seals (school_id, number, sealed_at, first_id, last_id, entries, fingerprints, previous_hash, hash)
        select id, 1, now(), 'a', 'b', 1, '\\x0000000000000000', 'p', 'h' from schools;
    `,
  },
  audit_anchors: {
    rules: { read: theSchool },
    rows: `
      insert into audit_anchors (id, school_id, anchored_at, audit_number, access_number, digest)
        select 'anchor_' || id, id, now(), 0, 0, 'd' from schools;
    `,
  },
  audit_checks: {
    rules: { read: theSchool },
    rows: `
      insert into audit_checks (school_id, checked_at, audit_number, access_number, entries)
        select id, now(), 0, 0, 0 from schools;
    `,
  },
  events: {
    rules: {
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
    withoutUser: { app_realtime: ["read"] },
    rows: `
      insert into events (id, school_id, type, student_id, seq)
        select 'new_' || id, school_id, 'progress.updated', id, null from pupils
        union all select 'numbered_' || id, school_id, 'progress.updated', id, row_number() over () from pupils
        union all select 'numbered_' || id, id, 'framework.published', null, 1000 + row_number() over () from schools;
    `,
    attempts: {
      add: {
        vary: { school_id: schools, student_id: ["amina", "ben", "carl", null], seq: [null, 5000] },
        rest: () => ({ id: "new", type: "progress.updated" }),
      },
    },
  },
  // Used by the system's own work.
  processed_events: { rules: {} },
  job_counts: {
    rules: { read: ["super"], readBy: ["authenticated"] },
    withoutUser: { app_realtime: ["read"] },
    rows: "insert into job_counts (job, minute) values ('audit.seal', '-infinity');",
  },
  job_failures: {
    rules: { read: ["super"] },
    rows: `
      insert into job_failures (id, job, cause, attempts, added_at, failed_at)
        values ('failed', 'audit.seal', 'in_program', 1, now(), now());
    `,
  },
  job_commands: {
    rules: { read: ["super"], readBy: ["authenticated"], add: ["super & undone"] },
    rows: "insert into job_commands (id, act, target) values ('asked', 'RETRY', 'failed');",
    attempts: {
      add: {
        vary: { done_at: [null, "2030-01-01"] },
        rest: ({ done_at }) => ({
          id: "new",
          act: "RETRY",
          target: "failed",
          outcome: done_at === null ? null : "done",
        }),
      },
    },
  },
  leases: { rules: {}, withoutUser: { app_realtime: ["read"] } },
  event_counts: { rules: {}, withoutUser: { app_realtime: ["read"] } },
  idempotency_keys: {
    rules: {
      person: "user_id",
      read: ["own"],
      readBy: ["app_command"],
      add: ["own"],
      change: ["own"],
      remove: ["own"],
    },
    rows: `
      insert into idempotency_keys (user_id, school_id, route, key, request_hash) select id, school_id, 'r', 'k', 'h' from everybody;
    `,
    attempts: {
      add: {
        vary: { user_id: everybody },
        rest: () => ({ school_id: "north", route: "r2", key: "k", request_hash: "h" }),
      },
      change: { touch: { response_status: 200 }, to: { user_id: ["amina", "hansen"] } },
    },
  },
};
