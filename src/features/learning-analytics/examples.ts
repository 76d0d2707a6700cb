import type { MakeExamples } from "../../../tests/support/example.ts";

const path = "/api/me/consents/learning-analytics";

export const makeExamples: MakeExamples = () => ({
  [`GET ${path}`]: { about: "self", call: () => ({ path }) },
});
