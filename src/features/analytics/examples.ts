import type { MakeExamples } from "../../../tests/support/example.ts";

const path = "/api/competency-analytics";

export const makeExamples: MakeExamples = () => ({
  [`GET ${path}`]: { call: (s) => ({ path, query: { scope: "student", studentId: s } }) },
  [`GET ${path}/ratings`]: { call: (s) => ({ path: `${path}/ratings`, query: { studentId: s } }) },
  [`GET ${path}/own`]: { about: "self", call: () => ({ path: `${path}/own` }) },
  [`GET ${path}/programs`]: { about: "self", call: () => ({ path: `${path}/programs` }) },
  [`GET ${path}/accreditation`]: { about: "self", call: () => ({ path: `${path}/accreditation` }) },
  [`GET ${path}/capacity`]: { about: "self", call: () => ({ path: `${path}/capacity` }) },
});
