import { randomUUID } from "node:crypto";
import type { MakeExamples } from "../../../tests/support/example.ts";

/** Every role may ask about itself: a student for their own hours, staff for those of whom they see. */
const question = { kind: "HOURS", title: "Hours", sections: [{ id: "summary", shown: true }] };
const noSuch = { about: "self", allowedStatus: 404 } as const;

export const makeExamples: MakeExamples = () => {
  const run = () => `/api/report-runs/${randomUUID()}`;
  const report = () => `/api/reports/${randomUUID()}`;
  return {
    "GET /api/report-choices": { about: "self", call: () => ({ path: "/api/report-choices" }) },
    "POST /api/report-previews": {
      about: "self",
      call: () => ({ path: "/api/report-previews", body: { question: { ...question, studentId: "amina" } } }),
    },
    "POST /api/report-runs": {
      about: "self",
      call: () => ({ path: "/api/report-runs", body: { question: { ...question, studentId: "amina" } } }),
    },
    "GET /api/report-runs": { about: "self", call: () => ({ path: "/api/report-runs" }) },
    "GET /api/report-runs/:id": { ...noSuch, call: () => ({ path: run() }) },
    "POST /api/report-runs/:id/cancel": { ...noSuch, call: () => ({ path: `${run()}/cancel`, body: {} }) },
    "GET /api/report-runs/:id/file": { ...noSuch, call: () => ({ path: `${run()}/file` }) },
    "GET /api/reports": { about: "self", call: () => ({ path: "/api/reports" }) },
    "POST /api/reports": {
      about: "self",
      call: () => ({ path: "/api/reports", body: { question: { ...question, studentId: "amina" } } }),
    },
    "GET /api/reports/:id": { ...noSuch, call: () => ({ path: report() }) },
    "PUT /api/reports/:id": {
      ...noSuch,
      call: () => ({
        path: report(),
        body: { question: { ...question, studentId: "amina" } },
        headers: { "if-match": "*" },
      }),
    },
    "POST /api/reports/:id/copy": { ...noSuch, call: () => ({ path: `${report()}/copy`, body: {} }) },
    "DELETE /api/reports/:id": { ...noSuch, call: () => ({ path: report() }) },
    "POST /api/reports/:id/restore": { ...noSuch, call: () => ({ path: `${report()}/restore`, body: {} }) },
    "PUT /api/reports/:id/sharing": {
      ...noSuch,
      call: () => ({ path: `${report()}/sharing`, body: { isShared: true } }),
    },
    "PUT /api/reports/:id/schedule": {
      ...noSuch,
      call: () => ({ path: `${report()}/schedule`, body: { schedule: null } }),
    },
  };
};
