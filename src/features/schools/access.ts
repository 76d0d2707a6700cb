import type { Access } from "../../../tests/support/access/table-access.ts";
import { moved, setUpBySchool } from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  school_logos: {
    rules: setUpBySchool,
    rows: "insert into school_logos (school_id, content) select id, '\\x00' from schools where id in ('north', 'default');",
    attempts: {
      add: { vary: moved, rest: () => ({ content: "\\x01" }) },
      change: { touch: { content: "\\x02" }, to: moved },
    },
  },
  terms: {
    rules: setUpBySchool,
    rows: `
      insert into terms (id, school_id, name, starts_on, ends_on)
        select 'term_' || school_id, school_id, 'Autumn', '2026-09-01', '2026-12-18' from all_schools;
    `,
    attempts: {
      add: {
        vary: moved,
        rest: () => ({ id: "new", name: "New", starts_on: "2030-01-01", ends_on: "2030-01-02" }),
      },
      change: { touch: { name: "Other" }, to: moved },
    },
  },
};
