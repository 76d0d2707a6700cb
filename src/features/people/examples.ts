import { randomUUID } from "node:crypto";
import { adminOf, type MakeExamples, type PageParams, type Subject, schoolOf } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = (owner) => {
  async function makePerson(subject: Subject, status = "ACTIVE"): Promise<string> {
    const id = randomUUID();
    await owner().query(
      "insert into users (id, school_id, name, email, role, status) values ($1, $2, 'Made', $1 || '@made.test', 'STUDENT', $3)",
      [id, schoolOf[subject], status],
    );
    return id;
  }
  const onPerson = (act: string, body?: object, status?: string) => ({
    about: "school" as const,
    call: async (subject: Subject) => ({
      path: `/api/users/${await makePerson(subject, status)}/${act}`,
      ...(body ? { body } : {}),
    }),
  });
  return {
    "GET /api/users": { about: "self", call: () => ({ path: "/api/users" }) },
    "GET /api/users/counts": { about: "self", call: () => ({ path: "/api/users/counts" }) },
    "GET /api/users/export": { about: "self", call: () => ({ path: "/api/users/export" }) },
    "GET /api/users/:id/duplicates": {
      about: "self",
      call: () => ({ path: "/api/users/amina/duplicates" }),
    },
    "GET /api/users/merge-preview": {
      about: "school",
      call: async (subject) => ({
        path: "/api/users/merge-preview",
        query: { keepId: await makePerson(subject), mergeId: subject },
      }),
    },
    "POST /api/users/merge": {
      about: "school",
      call: async (subject) => ({
        path: "/api/users/merge",
        body: { keepId: await makePerson(subject), mergeId: await makePerson(subject) },
      }),
    },
    "GET /api/users/:id": { about: "school", call: (subject) => ({ path: `/api/users/${subject}` }) },
    "PATCH /api/users/:id": {
      about: "school",
      call: async (subject) => ({
        path: `/api/users/${await makePerson(subject)}`,
        body: { name: "Changed" },
        headers: { "if-match": "*" },
      }),
    },
    "POST /api/users/:id/deactivate": onPerson("deactivate", { status: "SUSPENDED" }),
    "POST /api/users/:id/reactivate": onPerson("reactivate", undefined, "SUSPENDED"),
    "POST /api/users/:id/reset-password": onPerson("reset-password"),
    "POST /api/users/:id/end-sessions": onPerson("end-sessions"),
    "POST /api/users/:id/remove-factors": onPerson("remove-factors"),
    "POST /api/users/bulk": {
      about: "self",
      call: () => ({ path: "/api/users/bulk", body: { act: "reactivate", who: { ids: ["nobody"] } } }),
    },
    "POST /api/users/acts/:id/undo": {
      about: "school",
      call: async (subject) => {
        const id = randomUUID();
        await owner().query(
          "insert into people_acts (id, school_id, acted_by, act, before) values ($1, $2, $3, 'move', '[]')",
          [id, schoolOf[subject], adminOf[subject]],
        );
        return { path: `/api/users/acts/${id}/undo` };
      },
    },
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
    "GET /api/students/export": { about: "self", call: () => ({ path: "/api/students/export" }) },
    "GET /api/cohorts": { about: "self", call: () => ({ path: "/api/cohorts" }) },
  };
};

export const pageParams: PageParams = {
  studentId: ({ studentId }) => studentId,
  personId: ({ studentId }) => studentId,
};
