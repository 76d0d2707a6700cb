import type { Access } from "../../../tests/support/access/table-access.ts";
import {
  everybody,
  everybodyOfTheSchool,
  moved,
  ownRecord,
  schools,
  theSchool,
} from "../../../tests/support/access/vocabulary.ts";

/** Asked for by oneself, or by the school's admins for its people. */
const askedFor = ["author & school & own", "author & school & admin"];

export const access: Access = {
  consent_texts: {
    rules: { read: everybodyOfTheSchool, add: theSchool, change: theSchool },
    rows: `
      insert into consent_texts (id, school_id, purpose, version, words, published_by, ended_at)
        select 'consent_text_' || id, school_id, 'research', 1, 'Words', id, now() from everybody
        where id in ('admin', 'foreignAdmin', 'super');
    `,
    attempts: {
      add: {
        vary: moved,
        rest: () => ({ id: "new", purpose: "research", version: 2, words: "New", published_by: "admin" }),
      },
      change: { touch: { ended_at: "2030-01-01" }, to: { school_id: schools } },
    },
    walls: ["consent_texts_settled"],
    caughtElsewhere: [
      {
        policy: "consent_texts_change",
        clause: "with check",
        condition: /./,
        reason: "The trigger consent_texts_settled refuses any change but the end.",
        without: "drop trigger consent_texts_settled on consent_texts",
      },
    ],
  },
  consent_decisions: {
    rules: { person: "user_id", read: ownRecord, add: ["own & school"] },
    rows: `
      insert into consent_decisions (id, school_id, user_id, purpose, decision)
        select 'decision_' || id, school_id, id, 'research', 'REFUSED' from everybody;
    `,
    attempts: {
      add: {
        vary: { school_id: schools, user_id: everybody },
        rest: () => ({ id: "new", purpose: "research", decision: "GIVEN" }),
      },
    },
  },
  person_exports: {
    rules: { person: "user_id", author: "requested_by", read: ownRecord, add: askedFor, change: ownRecord },
    rows: `
      insert into person_exports (id, school_id, user_id, requested_by, state) select 'export_' || id, school_id, id, id, 'FAILED' from everybody;
    `,
    attempts: {
      add: {
        vary: { school_id: schools, user_id: everybody, requested_by: everybody },
        rest: () => ({ id: "new" }),
      },
      change: { touch: { progress: 3 }, to: { user_id: ["admin", "hansen"] } },
    },
  },
  erasures: {
    rules: { person: "user_id", author: "requested_by", read: ownRecord, add: askedFor, change: ownRecord },
    rows: `
      insert into erasures (id, school_id, user_id, requested_by, due_at, state)
        select 'erasure_' || id, school_id, id, id, '2030-01-01', 'CANCELLED' from everybody;
    `,
    attempts: {
      add: {
        vary: { school_id: schools, user_id: everybody, requested_by: everybody },
        rest: () => ({ id: "new", due_at: "2030-01-01" }),
      },
      change: { touch: { due_at: "2031-01-01" }, to: { school_id: schools, user_id: ["admin", "hansen"] } },
    },
    walls: ["erasures_person"],
    caughtElsewhere: [
      {
        policy: "erasures_change",
        clause: "with check",
        condition: /./,
        reason: "The trigger erasures_guard refuses another person or school.",
        without: "drop trigger erasures_guard on erasures",
      },
    ],
  },
  legal_holds: {
    rules: { person: "user_id", read: theSchool, add: theSchool, change: theSchool },
    rows: `
      insert into legal_holds (id, school_id, user_id, reason, placed_by, lifted_by, lifted_at)
        select 'hold_' || id, school_id, id, 'An inquiry', id, id, now() from everybody;
    `,
    attempts: {
      add: {
        vary: { school_id: schools },
        rest: () => ({ id: "new", user_id: "amina", reason: "Law", placed_by: "admin" }),
      },
      change: { touch: { reason: "Other" }, to: { school_id: schools } },
    },
  },
};
