import { randomUUID } from "node:crypto";
import { type MakeExamples, type PageParams, schoolOf } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = () => ({
  "POST /api/users/invitations": {
    about: "school",
    call: (subject) => ({
      path: "/api/users/invitations",
      body: {
        people: [{ name: "New Person", email: `${randomUUID()}@new.test`, role: "CLINICAL_SUPERVISOR" }],
        send: true,
        schoolId: schoolOf[subject],
      },
    }),
  },
  "POST /api/users/invitations/send": {
    about: "self",
    call: () => ({ path: "/api/users/invitations/send", body: { userIds: ["nobody"] } }),
  },
  "GET /api/me": { about: "self", call: () => ({ path: "/api/me" }) },
  "GET /api/students": { about: "self", call: () => ({ path: "/api/students" }) },
  "GET /api/cohorts": { about: "self", call: () => ({ path: "/api/cohorts" }) },
});

export const pageParams: PageParams = {
  studentId: ({ studentId }) => studentId,
};
