import type { Access } from "../../../tests/support/access/table-access.ts";
import { moved, theSchool } from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  wording_settings: {
    rules: { read: theSchool, add: theSchool, change: theSchool, remove: theSchool },
    rows: `
      insert into wording_settings (school_id, address, model)
        select school_id, 'https://models.test/v1', 'small' from all_schools where school_id <> 'north';
    `,
    attempts: {
      add: { vary: moved, rest: () => ({ address: "https://models.test/v1", model: "new" }) },
      change: { touch: { model: "other" }, to: moved },
    },
  },
  wordings: {
    rules: { read: [...theSchool, "school & is shown"], change: theSchool, remove: theSchool },
    rows: `
      insert into wordings (school_id, sentence_id, of_words, words, is_shown)
        select school_id, 'overdue', 'hash', '{{days}} overdue.', true from all_schools
        union all select school_id, 'due-one', 'hash', 'Due in {{days}}.', false from all_schools;
    `,
    attempts: { change: { touch: { words: "Changed." }, to: moved } },
  },
};
