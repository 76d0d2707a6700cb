import type { Access } from "../../../tests/support/access/table-access.ts";
import { makers, moved, theSchool } from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  people_imports: {
    rules: {
      author: "created_by",
      read: theSchool,
      add: ["author & admin"],
      change: theSchool,
    },
    rows: `
      insert into people_imports (id, school_id, created_by, file_name)
        select 'people_import_' || school_id, school_id, case school_id when 'north' then 'admin' when 'south' then 'foreignAdmin' else 'super' end, 'p.csv' from all_schools;
    `,
    attempts: {
      add: {
        vary: { ...moved, created_by: makers },
        rest: () => ({ id: "new", file_name: "f" }),
      },
      change: { touch: { file_name: "g" }, to: moved },
    },
  },
  people_import_rows: {
    rules: { read: theSchool, change: theSchool },
    rows: `
      insert into people_import_rows (import_id, line, school_id, cells)
        select 'people_import_' || school_id, 2, school_id, '[]' from all_schools;
    `,
    attempts: {
      change: { touch: { refusal: "x" }, to: moved },
    },
  },
};
