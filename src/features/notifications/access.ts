import type { Access } from "../../../tests/support/access/table-access.ts";
import { everybody, moved, ownRecord, schools, setUpBySchool } from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  notification_templates: {
    rules: setUpBySchool,
    rows: `
      insert into notification_templates (id, school_id, name, type, content, trigger_event, recipient_type, created_by)
        select 'letter_' || school_id, school_id, 'Letter', 'EMAIL', 'Dear', 'assessment.submitted', 'STUDENT', 'system' from all_schools;
    `,
    attempts: {
      add: {
        vary: moved,
        rest: () => ({
          id: "new",
          name: "N",
          type: "EMAIL",
          content: "N",
          trigger_event: "e",
          recipient_type: "STUDENT",
          created_by: "system",
        }),
      },
      change: { touch: { name: "Other" }, to: moved },
    },
  },
  notification_queue: {
    rules: {
      person: "user_id",
      read: ownRecord,
      add: ["own", "own supervisor", "staff", "super"],
      change: ownRecord,
    },
    rows: `
      insert into notification_queue (id, school_id, user_id, type, content) select 'note_' || id, school_id, id, 'PROGRESS_UPDATE', 'c' from everybody;
    `,
    attempts: {
      add: {
        vary: { school_id: schools, user_id: [...everybody, "dora", "carl"] },
        rest: () => ({ type: "ASSESSMENT_DUE", content: "c" }),
      },
      change: { touch: { read_at: "2030-01-01" }, to: { ...moved, user_id: ["amina", "hansen"] } },
    },
  },
  notification_choices: {
    rules: { person: "user_id", read: ["own"], add: ["own & school"], change: ["own"] },
    rows: `
      insert into notification_choices (school_id, user_id, type, channel, is_on)
        select school_id, id, 'FEEDBACK_AVAILABLE', 'EMAIL', true from everybody;
    `,
    attempts: {
      add: {
        vary: { school_id: schools, user_id: everybody },
        rest: () => ({ type: "FEEDBACK_AVAILABLE", channel: "PUSH", is_on: true }),
      },
      change: { touch: { is_on: false }, to: { user_id: ["admin", "hansen"] } },
    },
  },
  notification_settings: {
    rules: { person: "user_id", read: ["own"], add: ["own & school"], change: ["own"] },
    rows: `
      insert into notification_settings (user_id, school_id) select id, school_id from everybody where id <> 'dora';
    `,
    attempts: {
      add: { vary: { school_id: schools, user_id: ["dora"] }, rest: () => ({}) },
      change: { touch: { email_pace: "DAILY" }, to: { user_id: ["admin", "hansen"] } },
    },
  },
  push_subscriptions: {
    rules: { person: "user_id", read: ["own"], add: ["own & school"], change: ["own"], remove: ["own"] },
    rows: `
      insert into push_subscriptions (id, school_id, user_id, endpoint, p256dh, auth)
        select 'browser_' || id, school_id, id, 'https://push.test/' || id, 'key', 'secret' from everybody;
    `,
    attempts: {
      add: {
        vary: { school_id: schools, user_id: everybody },
        rest: () => ({ id: "new", endpoint: "https://push.test/new", p256dh: "key", auth: "secret" }),
      },
      change: { touch: { last_sent_at: "2030-01-01" }, to: { user_id: ["admin", "hansen"] } },
    },
  },
  phone_numbers: {
    rules: { person: "user_id", read: ["own"], add: ["own & school"], change: ["own"], remove: ["own"] },
    rows: `
      insert into phone_numbers (user_id, school_id, number)
        select id, school_id, '+447700900123' from everybody where id <> 'dora';
    `,
    attempts: {
      add: { vary: { school_id: schools, user_id: ["dora"] }, rest: () => ({ number: "+447700900124" }) },
      change: { touch: { number: "+447700900125" }, to: { user_id: ["admin", "hansen"] } },
    },
  },
  phone_codes: {
    rules: { person: "user_id", read: ["own"], add: ["own & school"], change: ["own"] },
    rows: `
      insert into phone_codes (id, school_id, user_id, number, code_hash, is_open, expires_at)
        select 'code_' || id, school_id, id, '+447700900123', 'hash', false, now() + interval '10 minutes' from everybody;
    `,
    attempts: {
      add: {
        vary: { school_id: schools, user_id: everybody },
        rest: () => ({ id: "new", number: "+447700900124", code_hash: "hash", expires_at: "2030-01-01" }),
      },
      change: { touch: { tries: 1 }, to: { user_id: ["admin", "hansen"] } },
    },
  },
};
