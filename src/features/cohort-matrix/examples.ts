import { type MakeExamples, schoolOf } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = () => ({
  "GET /api/cohort-matrix": {
    about: "school",
    call: (s) => ({ path: "/api/cohort-matrix", query: { frameworkId: `template_${schoolOf[s]}` } }),
  },
  "GET /api/cohort-matrix/choices": { about: "self", call: () => ({ path: "/api/cohort-matrix/choices" }) },
  "GET /api/cohort-matrix/export": {
    about: "school",
    call: (s) => ({ path: "/api/cohort-matrix/export", query: { frameworkId: `template_${schoolOf[s]}` } }),
  },
});
