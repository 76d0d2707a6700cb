import type { MakeExamples, PageParams } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = () => ({
  "GET /api/me": { about: "self", call: () => ({ path: "/api/me" }) },
  "GET /api/students": { about: "self", call: () => ({ path: "/api/students" }) },
  "GET /api/cohorts": { about: "self", call: () => ({ path: "/api/cohorts" }) },
});

export const pageParams: PageParams = {
  studentId: ({ studentId }) => studentId,
};
