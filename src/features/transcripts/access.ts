import type { Access } from "../../../tests/support/access/table-access.ts";
import { studentRecord, students, twoSchools } from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  transcripts: {
    rules: { person: "student_id", read: studentRecord, add: ["own & school", "admin", "super", "supervised"] },
    rows: `
      insert into transcripts (code, school_id, student_id, digest, completed, total)
        select app.random_code(), school_id, id, 'digest', 1, 2 from pupils;
    `,
    attempts: {
      add: {
        vary: { school_id: twoSchools, student_id: students },
        rest: () => ({ code: "0123456789AB", digest: "other", completed: 1, total: 2 }),
      },
    },
  },
};
