import type { MakeExamples } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = () => ({
  "GET /api/competency-analytics": {
    call: (s) => ({ path: "/api/competency-analytics", query: { scope: "student", studentId: s } }),
  },
});
