import type { Access } from "../../../tests/support/access/table-access.ts";
import { ownRecord } from "../../../tests/support/access/vocabulary.ts";

/** Rows are made by the database alone, in the name of nobody. */
const rows = `
  insert into certificates (id, school_id, student_id, achievement_id, template_id, framework, version, competencies,
      categories, completed_at, code)
    select 'certificate_' || id, school_id, id, 'achievement_' || id, 'template', 'Nursing', '1', 2, '[]', '2026-01-01',
           app.random_code() from pupils;
`;

export const access: Access = {
  certificates: {
    rules: { person: "student_id", read: ownRecord, change: ["own"] },
    rows,
    attempts: { change: { touch: { shown: "{name}" }, to: { student_id: ["ben", "dora"] } } },
    walls: ["certificates_guard"],
    caughtElsewhere: [
      {
        policy: "certificates_change",
        clause: "with check",
        condition: /student_id/,
        reason: "The trigger certificates_guard refuses any change but of what is shown.",
        without: "drop trigger certificates_guard on certificates",
      },
    ],
  },
};
