import type { MakeExamples } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = () => ({
  "GET /api/renewals": { call: (s) => ({ path: "/api/renewals", query: { studentId: s, state: "ALL" } }) },
  "GET /api/renewals/counts": { about: "self", call: () => ({ path: "/api/renewals/counts" }) },
  "GET /api/renewals/export": {
    call: (s) => ({ path: "/api/renewals/export", query: { studentId: s, state: "ALL" } }),
  },
});
