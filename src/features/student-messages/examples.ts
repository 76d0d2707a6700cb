import type { MakeExamples } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = () => ({
  "POST /api/students/:id/messages": {
    call: (subject) => ({
      path: `/api/students/${subject}/messages`,
      body: { words: "Please call the office about your placement." },
    }),
  },
});
