import type { MakeExamples } from "../../../tests/support/example.ts";

const path = "/api/completion-approvals";

export const makeExamples: MakeExamples = () => ({
  [`GET ${path}`]: { about: "self", call: () => ({ path }) },
  [`GET ${path}/export`]: { about: "self", call: () => ({ path: `${path}/export` }) },
  [`POST ${path}`]: { about: "self", call: () => ({ path, body: { assignmentIds: ["none"] } }) },
});
