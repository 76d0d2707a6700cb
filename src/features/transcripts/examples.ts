import type { MakeExamples } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = () => ({
  "GET /api/students/:id/transcript": { call: (s) => ({ path: `/api/students/${s}/transcript` }) },
});
