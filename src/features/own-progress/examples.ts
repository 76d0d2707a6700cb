import type { MakeExamples } from "../../../tests/support/example.ts";

const path = "/api/hidden-suggestions";

export const makeExamples: MakeExamples = () => ({
  [`GET ${path}`]: { about: "self", call: () => ({ path }) },
  [`PUT ${path}`]: {
    about: "self",
    call: () => ({ path, body: { kind: "due-soon", subjectId: "competency_1", isHidden: true } }),
  },
});
