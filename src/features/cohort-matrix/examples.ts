import { type MakeExamples, type Subject, schoolOf } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = (owner) => {
  const matrixOf = async (s: Subject) => {
    const school = schoolOf[s];
    await owner().query(
      `insert into cohorts (id, school_id, program_id, name) values ('of_' || $1::text, $2, 'program_' || $2::text, 'Of ' || $1::text)
       on conflict (id) do nothing`,
      [s, school],
    );
    return { frameworkId: `template_${school}`, cohortId: `of_${s}` };
  };
  return {
    "GET /api/cohort-matrix": {
      about: "school",
      call: async (s) => ({ path: "/api/cohort-matrix", query: await matrixOf(s) }),
    },
    "GET /api/cohort-matrix/choices": { about: "self", call: () => ({ path: "/api/cohort-matrix/choices" }) },
    "GET /api/cohort-matrix/export": {
      about: "school",
      call: async (s) => ({ path: "/api/cohort-matrix/export", query: await matrixOf(s) }),
    },
  };
};
