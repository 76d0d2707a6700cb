import type pg from "pg";
import { adminOf, type MakeExamples, type Subject, schoolOf } from "../../../tests/support/example.ts";

const path = "/api/competency-analytics";

export const makeExamples: MakeExamples = (owner) => ({
  [`GET ${path}`]: { call: (s) => ({ path, query: { scope: "student", studentId: s } }) },
  [`GET ${path}/ratings`]: { call: (s) => ({ path: `${path}/ratings`, query: { studentId: s } }) },
  [`GET ${path}/overdue`]: { about: "self", call: () => ({ path: `${path}/overdue` }) },
  [`GET ${path}/own`]: { about: "self", call: () => ({ path: `${path}/own` }) },
  [`GET ${path}/programs`]: { about: "self", call: () => ({ path: `${path}/programs` }) },
  [`GET ${path}/accreditation`]: { about: "self", call: () => ({ path: `${path}/accreditation` }) },
  [`GET ${path}/accreditation/:id`]: {
    about: "self",
    call: async () => ({ path: `${path}/accreditation/${await insertStandard(owner(), "amina")}` }),
  },
  [`GET ${path}/use`]: { about: "self", call: () => ({ path: `${path}/use` }) },
  [`GET ${path}/placements`]: { about: "self", call: () => ({ path: `${path}/placements` }) },
  [`GET ${path}/capacity`]: { about: "self", call: () => ({ path: `${path}/capacity` }) },
});

/** A standard of the subject's school, to which nothing is linked. */
async function insertStandard(owner: pg.Client, subject: Subject): Promise<string> {
  const id = `standard_${subject}`;
  await owner.query(
    `insert into competency_templates (id, school_id, name, version, status, created_by)
     values ($1, $2, $1, '1', 'DRAFT', $3) on conflict do nothing`,
    [id, schoolOf[subject], adminOf[subject]],
  );
  await owner.query(
    `insert into competency_template_items (id, school_id, template_id, identifier, kind, statement)
     values ($1, $2, $1, $1, 'CATEGORY', 'Safe') on conflict do nothing`,
    [id, schoolOf[subject]],
  );
  return id;
}
