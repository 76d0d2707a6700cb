import type { Access } from "../../../tests/support/access/table-access.ts";
import { twoSchools } from "../../../tests/support/access/vocabulary.ts";

const owners = ["hansen", "said", "foreign", "admin", "amina", null];

export const access: Access = {
  quick_phrases: {
    rules: {
      author: "owner_id",
      read: ["author", "nobody's own & staff"],
      add: ["author & staff", "nobody's own & admin"],
      change: ["author & staff", "nobody's own & admin"],
      remove: ["author", "nobody's own & admin"],
    },
    rows: `
      insert into quick_phrases (id, school_id, owner_id, kind, words) values
        ('phrase_hansen', 'north', 'hansen', 'STRENGTH', 'Calm.'), ('phrase_said', 'north', 'said', 'ANY', 'Kind.'),
        ('phrase_north', 'north', null, 'NEXT_STEP', 'Read.'), ('phrase_south', 'south', null, 'NEXT_STEP', 'Ask.'),
        ('phrase_foreign', 'south', 'foreign', 'ANY', 'Listens.'), ('phrase_amina', 'north', 'amina', 'ANY', 'Mine.');
    `,
    attempts: {
      add: {
        vary: { owner_id: owners, school_id: twoSchools },
        rest: () => ({ id: "new", kind: "ANY", words: "New" }),
      },
      change: { touch: { words: "Changed" }, to: { school_id: twoSchools, owner_id: owners } },
    },
  },
};
